package dev.dunlin.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** On the real clock, with bounds that a busy machine keeps: how late a tick may be there is the scheduler's affair. */
class CoarseClockTest {

    private static final long BUSY_NANOS = 200_000_000;
    private static final long BOUND_MILLIS = 2_000;
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final CoarseClock clock = new CoarseClock();

    @Test
    void aTickIsNeverAheadAndNotFarBehind() {
        long start = System.nanoTime();
        long last = 0;
        while (System.nanoTime() - start < BUSY_NANOS || !isTicking()) {
            assertThat(System.nanoTime() - start).as("waiting for the ticker").isLessThan(DEADLINE_NANOS);
            for (int i = 0; i < 1_000; i++) {
                long earlier = clock.millis();
                long tick = clock.tickMillis();
                long later = clock.millis();
                assertThat(tick > later || tick < earlier - BOUND_MILLIS || tick < last - BOUND_MILLIS)
                        .as("%d, asked for between %d and %d", tick, earlier, later)
                        .isFalse();
                last = tick;
            }
        }
        assertThat(clock.lagMillis()).isEqualTo(Clock.TICK_MILLIS);
    }

    @Test
    void anIdleClockSleepsAndThenIsExact() {
        long start = System.nanoTime();
        while (!isTicking()) {
            assertThat(System.nanoTime() - start).as("waiting for the ticker").isLessThan(DEADLINE_NANOS);
            for (int i = 0; i < 1_000; i++) {
                assertThat(clock.tickMillis()).isPositive();
            }
        }
        while (ticker().getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime() - start).as("waiting for it to sleep").isLessThan(DEADLINE_NANOS);
            Thread.onSpinWait();
        }
        for (int i = 0; i < 20; i++) {
            long earlier = clock.millis();
            assertThat(clock.tickMillis()).isBetween(earlier, clock.millis());
        }
    }

    private boolean isTicking() {
        return ticker() != null;
    }

    private Thread ticker() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("dunlin-clock") && !before.contains(thread))
                .findAny()
                .orElse(null);
    }
}
