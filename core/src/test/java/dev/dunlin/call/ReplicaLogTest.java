package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Requests that ask for so much of a replica's log. */
final class ReplicaLogTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Log log = new Log();
    private final List<Frame.Result> results = new ArrayList<>();
    private final List<Long> executed = new ArrayList<>();
    private final Replica replica = Replica.builder()
            .environment(world)
            .log(log)
            .handler("read", request -> {
                executed.add(request.number());
                return request.body();
            })
            .build();

    private static final class Log implements AppliedLog {

        private long position;
        private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        private final List<Long> within = new ArrayList<>();

        @Override
        public long position() {
            return position;
        }

        @Override
        public CompletionStage<Boolean> reached(long wanted, long withinNanos) {
            CompletableFuture<Boolean> future = new CompletableFuture<>();
            waiting.add(future);
            within.add(withinNanos);
            return future;
        }
    }

    private void ask(long number, long minPosition) {
        replica.take(
                1, new Frame.Request(number, 1, 1, "read", new byte[] {1}, 5_000, minPosition, false), results::add);
        world.run();
    }

    @Test
    void whatIsReachedIsCarriedOutAtOnce() {
        log.position = 7;
        ask(1, 7);
        ask(2, -1);
        assertThat(executed).containsExactly(1L, 2L);
        assertThat(log.waiting).isEmpty();
        assertThat(replica.position()).isEqualTo(7);
    }

    @Test
    void whatIsNotReachedWaitsAsLongAsItsCaller() {
        world.advance(Duration.ofSeconds(1));
        ask(1, 8);
        assertThat(executed).isEmpty();
        assertThat(results).isEmpty();
        assertThat(log.within).containsExactly(Duration.ofSeconds(4).toNanos());
        assertThat(replica.stats().inProgress()).isEqualTo(1);
        log.waiting.get(0).complete(true);
        world.run();
        assertThat(executed).containsExactly(1L);
        assertThat(results).hasSize(1).first().isInstanceOf(Frame.Returned.class);
        assertThat(replica.stats().inProgress()).isZero();
    }

    @Test
    void whatIsNotReachedInTimeIsBehindAndMayBeAskedAgain() {
        ask(1, 8);
        log.waiting.get(0).complete(false);
        world.run();
        assertThat(results)
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        Frame.NotReturned.class,
                        not -> assertThat(not.failure()).isEqualTo(Failure.BEHIND));
        assertThat(executed).isEmpty();
        log.position = 8;
        ask(1, 8);
        assertThat(executed).as("the refusal was not remembered as the answer").containsExactly(1L);
    }

    @Test
    void whoKeepsNoLogIsBehindAnyPosition() {
        Replica without = Replica.builder()
                .environment(world)
                .handler("read", Request::body)
                .build();
        without.take(1, new Frame.Request(1, 1, 1, "read", new byte[0], 5_000, 0, false), results::add);
        without.take(1, new Frame.Request(2, 1, 1, "read", new byte[0], 5_000, -1, false), results::add);
        world.run();
        assertThat(results.get(0)).isInstanceOf(Frame.NotReturned.class);
        assertThat(results.get(1)).isInstanceOf(Frame.Returned.class);
    }
}
