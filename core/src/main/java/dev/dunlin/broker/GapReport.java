package dev.dunlin.broker;

import org.jspecify.annotations.Nullable;

/** Gathers messages missed in a row, to report them as one. For one thread at a time. */
final class GapReport {

    private final InMemorySubscription subscription;
    private final String topic;
    private @Nullable Gap pending;

    GapReport(InMemorySubscription subscription, String topic) {
        this.subscription = subscription;
        this.topic = topic;
    }

    void add(long first, long count, DropReason reason) {
        Gap before = pending;
        if (before != null && before.reason() == reason && before.first() + before.count() == first) {
            pending = new Gap(topic, before.first(), before.count() + count, reason);
        } else {
            report();
            pending = new Gap(topic, first, count, reason);
        }
    }

    /** Whether there is something to tell. */
    boolean isPending() {
        return pending != null;
    }

    /** Tells the subscriber: before the next message is handed out. */
    void report() {
        Gap gap = pending;
        if (gap != null) {
            pending = null;
            subscription.missed(gap);
        }
    }
}
