package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a replica carries out, remembers and refuses. */
final class ReplicaTest {

    private static final long CALLER = 5;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final List<String> executed = new ArrayList<>();
    private final List<Frame.Result> results = new ArrayList<>();
    private CompletableFuture<byte[]> held = new CompletableFuture<>();
    private Replica replica = builder().build();

    private Replica.Builder builder() {
        return Replica.builder()
                .environment(world)
                .handler("echo", request -> {
                    executed.add(text(request.body()));
                    return request.body();
                })
                .asyncHandler("held", request -> {
                    executed.add(text(request.body()));
                    return held;
                })
                .asyncHandler("refuses", request -> {
                    throw new RequestRefused(Failure.BUSY, "not today");
                })
                .handler("null", request -> null);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private void ask(long caller, long number, long settled, String procedure, long deadlineMillis) {
        byte[] body = (procedure + number).getBytes(StandardCharsets.UTF_8);
        replica.take(
                caller,
                new Frame.Request(number, 1, settled, procedure, body, deadlineMillis, -1, false),
                results::add);
    }

    private void ask(long number, long settled, String procedure) {
        ask(CALLER, number, settled, procedure, Long.MAX_VALUE);
        world.run();
    }

    private Failure failure(int index) {
        return ((Frame.NotReturned) results.get(index)).failure();
    }

    @Test
    void carriesOutOnceWhatComesTwice() {
        ask(1, 1, "echo");
        ask(1, 1, "echo");
        assertThat(executed).containsExactly("echo1");
        assertThat(results)
                .hasSize(2)
                .allSatisfy(result ->
                        assertThat(text(((Frame.Returned) result).body())).isEqualTo("echo1"));
        assertThat(replica.stats().repeated()).isEqualTo(1);
    }

    @Test
    void answersThoseTogetherThatComeWhileItIsCarriedOut() {
        ask(1, 1, "held");
        ask(1, 1, "held");
        assertThat(results).isEmpty();
        held.complete(new byte[0]);
        assertThat(results).hasSize(2);
        assertThat(executed).hasSize(1);
        assertThat(replica.stats().inProgress()).isZero();
    }

    @Test
    void remembersUntilTheCallerHasItsAnswers() {
        for (long number = 1; number <= 100; number++) {
            ask(number, Math.max(1, number - 10), "echo");
        }
        assertThat(replica.stats().remembered()).isEqualTo(11);
        long bytes = replica.stats().rememberedBytes();
        assertThat(bytes).isBetween(11L * CallerMemory.ENTRY_BYTES, 11L * (CallerMemory.ENTRY_BYTES + 10));
        ask(3, 1, "echo");
        assertThat(failure(100)).isEqualTo(Failure.FORGOTTEN);
        assertThat(executed).hasSize(100);
        ask(95, 1, "echo");
        assertThat(executed).hasSize(100);
    }

    @Test
    void keepsCallersApart() {
        ask(1, 1, 1, "echo", Long.MAX_VALUE);
        ask(2, 1, 1, "echo", Long.MAX_VALUE);
        world.run();
        assertThat(executed).hasSize(2);
    }

    @Test
    void keepsCallersApartThatTakeTurns() {
        // Of numbers that are alike in their last bits.
        for (int turn = 0; turn < 3; turn++) {
            ask(1, 1, 1, "echo", Long.MAX_VALUE);
            ask(65, 1, 1, "echo", Long.MAX_VALUE);
            world.run();
            assertThat(executed).hasSize(2);
        }
        assertThat(replica.stats().repeated()).isEqualTo(4);
    }

    @Test
    void remembersACallerThatGoesOnAsking() {
        for (long number = 1; number <= 60; number++) {
            ask(number, 1, "echo");
            world.advance(Duration.ofSeconds(30));
        }
        assertThat(replica.stats().forgottenCallers()).isZero();
        ask(1, 1, "echo");
        assertThat(executed).as("half an hour after the first").hasSize(60);
    }

    @Test
    void remembersForEver() {
        replica = builder().remember(Duration.ofSeconds(Long.MAX_VALUE)).build();
        ask(1, 1, "echo");
        world.advance(Duration.ofDays(1_000));
        ask(1, 1, "echo");
        assertThat(executed).hasSize(1);
    }

    @Test
    void survivesACallerThatSettlesFarAhead() {
        ask(1, 1, "echo");
        ask(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1, "echo");
        assertThat(replica.stats().remembered()).isEqualTo(1);
        ask(5, 1, "echo");
        assertThat(failure(2)).isEqualTo(Failure.FORGOTTEN);
    }

    @Test
    void forgetsACallerAfterALongTime() {
        ask(1, 1, "echo");
        world.advance(Duration.ofMinutes(11));
        assertThat(replica.stats().remembered()).isZero();
        assertThat(replica.stats().rememberedBytes()).isZero();
        assertThat(replica.stats().forgottenCallers()).isEqualTo(1);
    }

    @Test
    void neverForgetsToMakeRoom() {
        replica = builder().maxRememberedBytes(3 * CallerMemory.ENTRY_BYTES).build();
        for (long number = 1; number <= 5; number++) {
            ask(number, 1, "echo");
        }
        assertThat(failure(3)).isEqualTo(Failure.BUSY);
        assertThat(failure(4)).isEqualTo(Failure.BUSY);
        ask(1, 1, "echo");
        assertThat(results.get(5)).isInstanceOf(Frame.Returned.class);
        ask(6, 4, "echo");
        assertThat(results.get(6)).isInstanceOf(Frame.Returned.class);
        assertThat(executed).containsExactly("echo1", "echo2", "echo3", "echo6");
    }

    @Test
    void refusesMoreThanItMayHaveInProgress() {
        replica = builder().maxInProgress(2).build();
        ask(1, 1, "held");
        ask(2, 1, "held");
        ask(3, 1, "held");
        assertThat(failure(0)).isEqualTo(Failure.BUSY);
        held.complete(new byte[0]);
        held = CompletableFuture.completedFuture(new byte[0]);
        ask(4, 1, "held");
        assertThat(results).hasSize(4);
    }

    @Test
    void doesNotBeginAfterTheDeadlineNorWhenCancelled() {
        ask(CALLER, 1, 1, "echo", world.clock().millis());
        world.run();
        assertThat(failure(0)).isEqualTo(Failure.EXPIRED);
        ask(CALLER, 2, 1, "echo", Long.MAX_VALUE);
        replica.cancel(CALLER, 2);
        world.run();
        assertThat(failure(1)).isEqualTo(Failure.CANCELLED);
        assertThat(executed).isEmpty();
        replica.cancel(CALLER, 99);
        replica.cancel(99, 1);
    }

    @Test
    void saysWhyItRefuses() {
        ask(1, 1, "nothing");
        assertThat(failure(0)).isEqualTo(Failure.UNKNOWN_PROCEDURE);
        ask(2, 1, "refuses");
        assertThat(results.get(1)).isEqualTo(new Frame.NotReturned(Failure.BUSY, "not today"));
        assertThat(replica.stats().remembered()).isZero();
        ask(3, 1, "null");
        assertThat(failure(2)).isEqualTo(Failure.HANDLER_FAILED);
        replica.take(CALLER, new Frame.Request(4, 1, 1, "echo", new byte[0], Long.MAX_VALUE, 7, false), results::add);
        assertThat(failure(3)).isEqualTo(Failure.BEHIND);
        assertThat(replica.stats().failures()).containsEntry(Failure.BUSY, 1L).containsEntry(Failure.BEHIND, 1L);
        assertThatThrownBy(() -> new RequestRefused(Failure.HANDLER_FAILED, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().handler("echo", Request::body))
                .hasMessageContaining("has a handler already");
        assertThatThrownBy(() -> builder().handler("a\nb", Request::body)).hasMessageContaining("control character");
    }
}
