package dev.dunlin.session;

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
     * @param executor the connection's
     * @param intervalNanos how long an interval is, in nanoseconds
     * @param deaf whether nothing is read at the moment, so that silence says nothing
     * @param ask asks for an answer
     * @param giveUp ends the connection
     */
    Heartbeat(
            Scheduler scheduler,
            Executor executor,
            long intervalNanos,
            BooleanSupplier deaf,
            Runnable ask,
            Runnable giveUp) {
        this.scheduler = scheduler;
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
        timer = scheduler.schedule(intervalNanos, () -> executor.execute(this::beat));
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
