package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class InFlightTest {

    @Test
    void doesNotWaitWithinItsBounds() {
        InFlight inFlight = new InFlight(2, 100);
        FakeReceipt first = new FakeReceipt();
        FakeReceipt second = new FakeReceipt();
        add(inFlight, 10, first, second);
        assertThat(first.waited || second.waited).isFalse();
        assertThat(inFlight.sent()).isEqualTo(2);
        assertThat(inFlight.acknowledged()).isZero();
    }

    @Test
    void waitsForTheOldestBeyondItsBoundOfMessages() {
        InFlight inFlight = new InFlight(2, 100);
        FakeReceipt[] receipts = {new FakeReceipt(), new FakeReceipt(), new FakeReceipt()};
        add(inFlight, 10, receipts);
        assertThat(receipts[0].waited).isTrue();
        assertThat(receipts[1].waited).isFalse();
        assertThat(inFlight.acknowledged()).isEqualTo(1);
    }

    @Test
    void waitsBeyondItsBoundOfBytesButLetsOneLargeMessagePass() {
        InFlight inFlight = new InFlight(10, 100);
        FakeReceipt large = new FakeReceipt();
        add(inFlight, 1_000, large);
        assertThat(large.waited).isFalse();
        FakeReceipt next = new FakeReceipt();
        add(inFlight, 1, next);
        assertThat(large.waited).isTrue();
        assertThat(next.waited).isFalse();
    }

    @Test
    void countsWhatBecameOfEachAndKeepsTheFirstFailure() {
        InFlight inFlight = new InFlight(10, 100);
        FakeReceipt kept = new FakeReceipt();
        FakeReceipt refused = new FakeReceipt();
        FakeReceipt lost = new FakeReceipt();
        add(inFlight, 1, kept, refused, lost);
        kept.answer.complete(kept);
        refused.answer.completeExceptionally(new DunlinException(Reason.MEMORY_FULL, "full"));
        lost.answer.completeExceptionally(new DunlinException(Reason.CONNECTION_LOST, "gone"));
        inFlight.settle();
        inFlight.unsent(5, new DunlinException(Reason.CLOSED, "closed"));
        assertThat(inFlight.sent()).isEqualTo(8);
        assertThat(inFlight.acknowledged()).isEqualTo(1);
        assertThat(inFlight.notAccepted()).isEqualTo(6);
        assertThat(inFlight.lost()).isEqualTo(1);
        assertThat(inFlight.failure())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("full"));
    }

    @Test
    void waitsForEveryAnswerAtTheEnd() {
        InFlight inFlight = new InFlight(10, 100);
        add(inFlight, 1, new FakeReceipt(), new FakeReceipt());
        inFlight.settleAll();
        assertThat(inFlight.acknowledged()).isEqualTo(2);
    }

    private static void add(InFlight inFlight, int bytes, FakeReceipt... receipts) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < receipts.length; i++) {
            payloads.add(new byte[bytes]);
        }
        inFlight.add(payloads, List.of(receipts));
    }

    /** Answers when it is waited for, and remembers that it was. */
    private static final class FakeReceipt implements Receipt {

        private final CompletableFuture<Receipt> answer = new CompletableFuture<>();
        private boolean waited;

        @Override
        public String topic() {
            return "t";
        }

        @Override
        public boolean isDone() {
            return answer.isDone();
        }

        @Override
        public CompletionStage<Receipt> acknowledged() {
            return answer;
        }

        @Override
        public long sequence() {
            throw new IllegalStateException("a delayed message has no sequence yet");
        }

        @Override
        public Instant accepted() {
            waited = !answer.isDone();
            answer.complete(this);
            try {
                answer.join();
            } catch (CompletionException e) {
                throw (DunlinException) e.getCause();
            }
            return Instant.EPOCH;
        }

        @Override
        public Optional<Instant> expires() {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> due() {
            return Optional.empty();
        }
    }
}
