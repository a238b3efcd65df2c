package dev.dunlin.call.ordered;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.BackOff;
import org.jspecify.annotations.Nullable;

/** Puts off what is to be tried again: for longer each time, up to a bound, and partly at random. For the lane's thread alone. */
final class Pause {

    private static final long FIRST_NANOS = 100_000_000;
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final Environment environment;
    private final Lane lane;
    private final BackOff backOff = new BackOff(FIRST_NANOS, LONGEST_NANOS);
    private long turn;
    private Scheduler.@Nullable Timer timer;

    Pause(Environment environment, Lane lane) {
        this.environment = environment;
        this.lane = lane;
    }

    /** Runs a task after the pause, unless it is cancelled before; one at a time. */
    void then(Runnable task) {
        cancel();
        long mine = turn;
        long after = backOff.next(environment.random());
        timer = environment
                .scheduler()
                .schedule(
                        after,
                        () -> lane.execute(() -> {
                            if (mine == turn) {
                                task.run();
                            }
                        }));
    }

    /** What waits is not run. */
    void cancel() {
        turn++;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The next pause is a short one. */
    void reset() {
        backOff.reset();
    }
}
