package dev.dunlin.datagram;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler.Timer;
import java.util.concurrent.Executor;

/**
 * Calls its owner at a moment, or earlier: whoever is called looks what is due, and sets it again. So a moment that moves
 * on, as most do, costs nothing. For one thread, that of the executor, where the owner is called.
 */
final class Alarm {

    private final Environment environment;
    private final Executor executor;
    private final Runnable owner;
    private Timer timer = () -> {};
    private long at = Timing.NEVER;
    private int round;

    Alarm(Environment environment, Executor executor, Runnable owner) {
        this.environment = environment;
        this.executor = executor;
        this.owner = owner;
    }

    /** Calls the owner at this moment at the latest, by the environment's clock. */
    void set(long nanos, long now) {
        if (nanos >= at) {
            return;
        }
        timer.cancel();
        at = nanos;
        int mine = ++round;
        timer = environment.scheduler().schedule(Math.max(0, nanos - now), () -> executor.execute(() -> ring(mine)));
    }

    void cancel() {
        timer.cancel();
        at = Timing.NEVER;
        round++;
    }

    private void ring(int whose) {
        if (whose == round) {
            at = Timing.NEVER;
            owner.run();
        }
    }
}
