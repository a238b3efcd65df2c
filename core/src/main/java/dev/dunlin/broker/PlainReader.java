package dev.dunlin.broker;

import dev.dunlin.broker.Counters.Count;

/** Hands every message of a topic to one subscription, once. */
final class PlainReader implements Reader, Passage {

    private final InMemoryTopic topic;
    private final InMemorySubscription subscription;
    private final LogCursor cursor;
    private final DeliveryClock clock;
    private final GapReport gaps;
    private int delivered;
    private int handledWell;

    PlainReader(InMemoryTopic topic, InMemorySubscription subscription, Position from) {
        this.topic = topic;
        this.subscription = subscription;
        this.cursor =
                new LogCursor(topic.log(), from.in(topic.name()), topic.clock().millis());
        this.clock = new DeliveryClock(topic.clock());
        this.gaps = new GapReport(subscription, topic.name());
    }

    @Override
    public InMemoryTopic topic() {
        return topic;
    }

    @Override
    public InMemorySubscription subscription() {
        return subscription;
    }

    @Override
    public int drain(int budget, Excerpt excerpt) {
        if (!cursor.hasNext()) {
            return 0;
        }
        cursor.skipUnwanted();
        int dealtWith = 0;
        OverloadPolicy policy = subscription.overloadPolicy();
        if (policy.acts() && policy.isBroken(cursor.localLagBytes())) {
            dealtWith = policy.apply(cursor, this);
        }
        Outlet<?> outlet = subscription.outlet();
        clock.refresh();
        subscription.servedBy(Thread.currentThread());
        int left = budget - dealtWith;
        dealtWith += excerpt.isShared() ? handOutOf(excerpt, outlet, left) : handOut(outlet, left);
        if (delivered > 0) {
            subscription.counters().add(Count.DELIVERED, delivered);
            delivered = 0;
            outlet.flush(this);
            subscription.counters().add(Count.ACKNOWLEDGED, handledWell);
            handledWell = 0;
        }
        gaps.report();
        subscription.servedBy(null);
        cursor.publish();
        topic.roomMade(this);
        return dealtWith;
    }

    /** Hands out message by message; gives how many were dealt with, expired ones included. */
    private int handOut(Outlet<?> outlet, int most) {
        int dealtWith = 0;
        while (dealtWith < most && subscription.takesMore()) {
            Envelope envelope = cursor.next(this);
            if (envelope == null) {
                break;
            }
            dealtWith++;
            if (clock.isPast(envelope.expiresMillis())) {
                expired(1);
                continue;
            }
            tellGaps(outlet);
            delivered++;
            outlet.accept(envelope, 1, this, null);
        }
        return dealtWith;
    }

    /**
     * The same by way of an excerpt, for readers that are served together; for one that is alone it would take a tenth more
     * time. One excerpt a turn, so that they stand at the same place again after it.
     */
    private int handOutOf(Excerpt excerpt, Outlet<?> outlet, int most) {
        int dealtWith = 0;
        int taken = most;
        while (dealtWith < most && subscription.takesMore()) {
            int from = cursor.find(this, excerpt, taken);
            taken = 0;
            if (from < 0) {
                break;
            }
            tellGaps(outlet);
            dealtWith += handOut(excerpt, from, Math.min(excerpt.count(), from + most - dealtWith), outlet);
        }
        return dealtWith;
    }

    /** Hands out what stands in an excerpt, up to a tombstone. */
    private int handOut(Excerpt excerpt, int from, int to, Outlet<?> outlet) {
        int next = from;
        try {
            while (next < to && subscription.takesMore()) {
                int index = next;
                Envelope envelope = excerpt.envelope(index);
                if (envelope == null) {
                    break;
                }
                next++;
                if (clock.isPast(excerpt.soonestMillis()) && clock.isPast(envelope.expiresMillis())) {
                    expired(1);
                } else {
                    delivered++;
                    outlet.accept(excerpt, index, this);
                }
            }
        } finally {
            cursor.pass(excerpt, from, next);
        }
        return next - from;
    }

    /** Tells of what was missed, before what comes next is handed out, and after what was taken in before. */
    private void tellGaps(Outlet<?> outlet) {
        if (gaps.isPending()) {
            outlet.flush(this);
            gaps.report();
        }
    }

    @Override
    public boolean hasWork() {
        return cursor.hasNextForSure()
                && (subscription.takesMore() || subscription.overloadPolicy().isBroken(cursor.localLagBytes()));
    }

    @Override
    public void expired(int count) {
        subscription.counters().add(Count.EXPIRED, count);
    }

    @Override
    public void dropped(long first, long count) {
        gaps.add(first, count, DropReason.MEMORY_FULL);
    }

    @Override
    public void skipped(long sequence) {
        gaps.add(sequence, 1, DropReason.SUBSCRIBER_BEHIND);
    }

    @Override
    public void handled(Envelope envelope, boolean well) {
        if (well) {
            handledWell++;
        } else {
            subscription.drop(envelope, DropReason.HANDLER_FAILED);
        }
    }

    @Override
    public void acknowledge(long sequence) {}

    @Override
    public void reject(long sequence) {}

    @Override
    public long position() {
        return cursor.expected();
    }

    @Override
    public long lag() {
        return cursor.lag();
    }

    @Override
    public long lagBytes() {
        return cursor.lagBytes();
    }

    @Override
    public void leave() {}
}
