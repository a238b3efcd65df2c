package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Receipt;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Accepted;
import dev.dunlin.transport.Frame.Outcome;
import dev.dunlin.transport.Frame.Refused;
import dev.dunlin.transport.TransportLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to publishes at a broker whose word comes now or later: always in order, joined where they can be. */
class PublishedRunsTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Wire wire = new Wire();
    private final Station client = Station.server(world, wire);
    private final ServerCounters counters = new ServerCounters();
    private PublishedRuns runs;

    /** A receipt whose word a test gives. */
    private static final class Word implements Receipt {

        private final CompletableFuture<Receipt> said = new CompletableFuture<>();
        private final long sequence;

        Word(long sequence) {
            this.sequence = sequence;
        }

        static Word given(long sequence) {
            Word word = new Word(sequence);
            word.give();
            return word;
        }

        void give() {
            said.complete(this);
        }

        void refuse(Reason reason) {
            said.completeExceptionally(new DunlinException(reason, "refused"));
        }

        private void checkGiven() {
            if (said.isCompletedExceptionally()) {
                throw new DunlinException(Reason.MEMORY_FULL, "refused");
            }
            assertThat(said).as("asked for before it was given").isDone();
        }

        @Override
        public String topic() {
            return "tides";
        }

        @Override
        public boolean isDone() {
            return said.isDone();
        }

        @Override
        public CompletionStage<Receipt> acknowledged() {
            return said;
        }

        @Override
        public long sequence() {
            checkGiven();
            return sequence;
        }

        @Override
        public Instant accepted() {
            checkGiven();
            return Instant.EPOCH;
        }

        @Override
        public Optional<Instant> expires() {
            checkGiven();
            return Optional.empty();
        }

        @Override
        public Optional<Instant> due() {
            checkGiven();
            return Optional.empty();
        }
    }

    @BeforeEach
    void connect() {
        Station server = Station.server(world, new Wire());
        wire.connect(Station.ADDRESS, world, TransportLimits.DEFAULT, connection -> {
            runs = new PublishedRuns(new ServerLink(connection, counters), counters);
            return server;
        });
        world.run();
        runs.expect(100);
    }

    private List<Outcome> answered() {
        wire.clientEnds.get(0).executor().execute(() -> {
            runs.flush();
            wire.clientEnds.get(0).flush();
        });
        world.run();
        List<Outcome> all = new ArrayList<>();
        client.take(Frame.Published.class).forEach(frame -> all.addAll(frame.outcomes()));
        return all;
    }

    private static Accepted run(long firstId, int count, long firstSequence) {
        return new Accepted(firstId, count, firstSequence, 0, Long.MAX_VALUE, 0);
    }

    @Test
    void whatFollowsAWordThatIsNotGivenWaits() {
        Word late = new Word(0);
        runs.accept(1, late);
        runs.accept(2, Word.given(1));
        runs.accept(3, List.of(Word.given(2), Word.given(3)));
        runs.refuse(5, 2, Reason.TOO_LARGE, "too large");
        runs.accept(7, Word.given(4));
        assertThat(answered()).isEmpty();
        assertThat(runs.unanswered()).isEqualTo(100);

        late.give();
        assertThat(answered())
                .containsExactly(run(1, 4, 0), new Refused(5, 2, Reason.TOO_LARGE, "too large"), run(7, 1, 4));
        assertThat(runs.unanswered()).isEqualTo(93);
    }

    @Test
    void wordsThatComeInAnotherOrderAreSaidInThisOne() {
        Word first = new Word(0);
        Word second = new Word(1);
        Word third = new Word(2);
        runs.accept(1, List.of(first, second, third));
        third.give();
        assertThat(answered()).isEmpty();
        first.give();
        assertThat(answered()).containsExactly(run(1, 1, 0));
        second.refuse(Reason.MEMORY_FULL);
        assertThat(answered()).containsExactly(new Refused(2, 1, Reason.MEMORY_FULL, "refused"), run(3, 1, 2));
    }

    @Test
    void aBatchWithAHoleIsNoRun() {
        runs.accept(1, List.of(Word.given(5), Word.given(7)));
        assertThat(answered()).containsExactly(run(1, 1, 5), run(2, 1, 7));
    }

    @Test
    void refusalsAreJoinedAndCounted() {
        runs.refuse(1, 1, Reason.REJECTED, "no");
        runs.refuse(2, 3, Reason.REJECTED, "no");
        runs.refuse(5, 1, Reason.REJECTED, "never");
        assertThat(answered())
                .containsExactly(new Refused(1, 4, Reason.REJECTED, "no"), new Refused(5, 1, Reason.REJECTED, "never"));
        assertThat(counters.snapshot(0).refused()).containsEntry(Reason.REJECTED, 5L);
    }

    @Test
    void answersWithoutEndAreSentInParts() {
        for (int i = 0; i < 2_000; i++) {
            runs.expect(1);
            runs.accept(1 + i, Word.given(2L * i));
        }
        List<Outcome> all = answered();
        assertThat(all).hasSize(2_000);
    }
}
