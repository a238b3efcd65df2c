package dev.dunlin.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class VirtualEnvironmentTest {

    private static final long MILLI = 1_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(START);
    private final List<String> seen = new ArrayList<>();

    @Test
    void eventsOfOneInstantRunInTheOrderInWhichTheyCame() {
        for (int i = 0; i < 50; i++) {
            see(5 * MILLI, "e" + i);
        }
        see(4 * MILLI, "before");
        world.advance(Duration.ofMillis(5));
        assertThat(seen).hasSize(51).startsWith("before", "e0", "e1", "e2").endsWith("e48", "e49");
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Scheduler.Timer timer = see(MILLI, "cancelled");
        see(MILLI, "kept");
        timer.cancel();
        timer.cancel();
        world.advance(Duration.ofMillis(2));
        assertThat(seen).containsExactly("kept");
        timer.cancel();
    }

    @Test
    void theClockStopsAtEachTimerOnTheWay() {
        List<Instant> instants = new ArrayList<>();
        world.scheduler().schedule(10 * MILLI, () -> {
            instants.add(world.now());
            world.scheduler().schedule(5 * MILLI, () -> instants.add(world.now()));
            world.scheduler().schedule(500 * MILLI, () -> instants.add(world.now()));
        });
        world.advance(Duration.ofMillis(20));
        assertThat(instants).containsExactly(START.plusMillis(10), START.plusMillis(15));
        assertThat(world.now()).isEqualTo(START.plusMillis(20));
        world.advance(Duration.ofMillis(490));
        assertThat(instants).hasSize(3).endsWith(START.plusMillis(510));
    }

    @Test
    void runLeavesTheClockAlone() {
        world.executor().execute(() -> seen.add("now"));
        see(-1, "late");
        see(1, "ahead");
        world.run();
        assertThat(seen).containsExactly("now", "late");
        assertThat(world.clock().nanos()).isZero();
    }

    @Test
    void timeDoesNotRunBackwards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.advance(Duration.ofMillis(-1)))
                .withMessage("span=PT-0.001S: time does not run backwards");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.advance(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("span=");
    }

    @Test
    void awaitRunsTheWorldUntilTheStageIsComplete() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        world.scheduler().schedule(30 * MILLI, () -> stage.complete("done"));
        see(40 * MILLI, "later");
        assertThat(world.await(stage, 30 * MILLI)).isEqualTo("done");
        assertThat(world.now()).isEqualTo(START.plusMillis(30));
        assertThat(seen).isEmpty();
    }

    @Test
    void awaitMovesTheClockToTheDeadline() {
        see(40 * MILLI, "later");
        assertThatExceptionOfType(DunlinException.class)
                .isThrownBy(() -> world.await(new CompletableFuture<>(), 30 * MILLI))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(DunlinException.Reason.TIMED_OUT));
        assertThat(world.now()).isEqualTo(START.plusMillis(30));
        assertThat(seen).isEmpty();
    }

    @Test
    void awaitWithoutBoundEndsWhenNothingIsLeft() {
        see(40 * MILLI, "last");
        assertThatExceptionOfType(DunlinException.class)
                .isThrownBy(() -> world.await(new CompletableFuture<>(), Long.MAX_VALUE));
        assertThat(seen).containsExactly("last");
        assertThat(world.now()).isEqualTo(START.plusMillis(40));
    }

    @Test
    void awaitThrowsWhatTheStageFailedWith() {
        IllegalStateException cause = new IllegalStateException("x");
        assertThatThrownBy(() -> world.await(CompletableFuture.failedFuture(cause), 1))
                .isInstanceOf(CompletionException.class)
                .hasCause(cause);
    }

    @Test
    void chanceRepeatsWithItsSeed() {
        long first = VirtualEnvironment.startingAt(START, 7).random().nextLong();
        assertThat(VirtualEnvironment.startingAt(START, 7).random().nextLong()).isEqualTo(first);
        assertThat(VirtualEnvironment.startingAt(START, 8).random().nextLong()).isNotEqualTo(first);
    }

    @Test
    void aWorkerStepsUntilItsDutySettles() {
        Countdown duty = new Countdown();
        Worker worker = world.startWorker("w", duty);
        duty.left = 3;
        world.run();
        assertThat(duty.left).as("asleep at first").isEqualTo(3);
        worker.wake();
        worker.wake();
        world.run();
        assertThat(duty.left).isZero();
        assertThat(duty.settled).isEqualTo(1);
        worker.close();
        worker.close();
        duty.left = 3;
        worker.wake();
        world.run();
        assertThat(duty.left).isEqualTo(3);
    }

    @Test
    void haltDropsWhatIsWaiting() {
        see(MILLI, "never");
        world.halt();
        world.advance(Duration.ofSeconds(1));
        assertThat(seen).isEmpty();
    }

    private Scheduler.Timer see(long delayNanos, String what) {
        return world.scheduler().schedule(delayNanos, () -> seen.add(what));
    }

    private static final class Countdown implements Duty {

        int left;
        int settled;

        @Override
        public int step() {
            return left > 0 ? left-- : 0;
        }

        @Override
        public boolean settle() {
            settled++;
            return true;
        }
    }
}
