package dev.dunlin.session;

import dev.dunlin.broker.SubscriptionStats;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link RemoteSubscription} counts on this side. Acknowledgements and failures are counted by any thread; the rest
 * by the feed alone, with a plain read and an opaque write.
 */
final class SubscriptionTally {

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong redelivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

    void delivered(int attempt) {
        add(delivered, 1);
        if (attempt > 1) {
            add(redelivered, 1);
        }
    }

    void expired() {
        add(expired, 1);
    }

    void skipped(long count) {
        add(skipped, count);
    }

    void acknowledged() {
        acknowledged.incrementAndGet();
    }

    /** Gives how many have failed so far. */
    long failed() {
        return failed.incrementAndGet();
    }

    private static void add(AtomicLong counter, long count) {
        counter.setOpaque(counter.getPlain() + count);
    }

    SubscriptionStats snapshot(String pattern, Inbox inbox) {
        return new SubscriptionStats(
                pattern,
                delivered.get(),
                acknowledged.get(),
                redelivered.get(),
                failed.get(),
                expired.get(),
                skipped.get(),
                0,
                inbox.waiting(),
                inbox.waitingBytes());
    }
}
