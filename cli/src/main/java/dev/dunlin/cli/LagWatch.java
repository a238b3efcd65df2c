package dev.dunlin.cli;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether consumers keep up whose options let them fall behind, or hold publishers up: nothing happens
 * to such a one that a broker would tell of. Each is told when it begins, and again only after it has been over.
 */
final class LagWatch implements AutoCloseable {

    static final long USUAL_MOST = 100_000;

    /** How often. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** In how many looks, one after the other, publishers must have been held up: for a moment they may be. */
    static final int HELD_UP_LOOKS = 3;

    private final Alert alert;
    private final long most;
    private boolean behind;
    private int heldUpLooks;
    private long heldUpBefore;
    private boolean closed;
    private Scheduler.@Nullable Timer timer;

    /**
     * A watch that has not looked yet.
     *
     * @param most from how many waiting messages on consumers are slow
     */
    LagWatch(Alert alert, long most) {
        this.alert = alert;
        this.most = most;
    }

    /** Looks at intervals, until it is closed. */
    synchronized void start(Environment environment, Supplier<BrokerStats> stats) {
        if (!closed) {
            timer = environment.scheduler().schedule(INTERVAL.toNanos(), () -> {
                look(stats.get());
                start(environment, stats);
            });
        }
    }

    /** Looks once. */
    synchronized void look(BrokerStats stats) {
        if (!behind && stats.lag() >= most) {
            behind = true;
            alert.slow(stats.lag() + " messages wait for " + stats.subscriptions() + " subscriptions");
        } else if (stats.lag() <= most / 2) {
            behind = false;
        }
        long heldUp = stats.refused().getOrDefault(Reason.WOULD_BLOCK, 0L);
        heldUpLooks = heldUp > heldUpBefore ? heldUpLooks + 1 : 0;
        heldUpBefore = heldUp;
        if (heldUpLooks == HELD_UP_LOOKS) {
            alert.slow("publishers are held up by a subscriber for " + HELD_UP_LOOKS * INTERVAL.toSeconds()
                    + " s on end; " + stats.lag() + " messages wait");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
