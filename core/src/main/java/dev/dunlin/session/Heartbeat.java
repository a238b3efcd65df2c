package dev.dunlin.session;

import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that the other side of a connection is gone without a word, as when a cable is pulled: after an interval in
 * which nothing has come it asks for an answer, and after {@value #MOST_SILENT} such intervals gives the connection up. A
 * frame that comes costs one write; nothing is sent while frames keep coming. For the connection's executor.
 */
final class Heartbeat {

    /** How many intervals without a word end the connection. */
    private static final int MOST_SILENT = 3;

    /**
     * At so many moments of an interval hearts beat, all over the process: each is a little late, and of ten thousand idle
     * connections fifty wake the threads once, not each for itself.
     */
    private static final int MOMENTS = 200;

    private final Clock clock;
    private final Scheduler scheduler;
    private final Executor executor;
    private final long intervalNanos;
    private final BooleanSupplier deaf;
    private final Runnable ask;
    private final Runnable giveUp;
    private boolean heard;
    private int silent;
    private boolean stopped;
    private Scheduler.@Nullable Timer timer;

    /**
     * A heart that does not beat yet.
     *
     * @param environment whose clock and timers count
     * @param executor the connection's
     * @param intervalNanos how long an interval is, in nanoseconds
     * @param deaf whether nothing is read at the moment, so that silence says nothing
     * @param ask asks for an answer
     * @param giveUp ends the connection
     */
    Heartbeat(
            Environment environment,
            Executor executor,
            long intervalNanos,
            BooleanSupplier deaf,
            Runnable ask,
            Runnable giveUp) {
        this.clock = environment.clock();
        this.scheduler = environment.scheduler();
        this.executor = executor;
        this.intervalNanos = intervalNanos;
        this.deaf = deaf;
        this.ask = ask;
        this.giveUp = giveUp;
    }

    /** What to say of a peer that is given up. */
    String silence() {
        return "nothing has come for " + MOST_SILENT + " times " + intervalNanos / 1_000_000 + " ms";
    }

    /** Begins; once. */
    void begin() {
        heard = false;
        timer = scheduler.schedule(nanosUntilBeat(), () -> executor.execute(this::beat));
    }

    private long nanosUntilBeat() {
        long apart = Math.max(1, intervalNanos / MOMENTS);
        return intervalNanos + Math.floorMod(-(clock.nanos() + intervalNanos), apart);
    }

    /** Something has come. */
    void heard() {
        heard = true;
    }

    /** Ends. */
    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void beat() {
        if (stopped) {
            return;
        }
        if (heard || deaf.getAsBoolean()) {
            heard = false;
            silent = 0;
        } else if (++silent >= MOST_SILENT) {
            stopped = true;
            giveUp.run();
            return;
        } else {
            ask.run();
        }
        begin();
    }
}
