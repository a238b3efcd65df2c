package dev.dunlin.broker;

import dev.dunlin.broker.Counters.Count;

/** Hands every message of a topic to one subscription, once. */
final class PlainReader implements Reader, Passage {

    private final InMemoryTopic topic;
    private final InMemorySubscription subscription;
    private final LogCursor cursor;
    private final DeliveryClock clock;
    private final GapReport gaps;
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
    public int drain(int budget, Recent recent) {
        if (!cursor.hasNext()) {
            return 0;
        }
        cursor.skipUnwanted();
        int passed = 0;
        OverloadPolicy policy = subscription.overloadPolicy();
        if (policy.acts() && policy.isBroken(cursor.localLagBytes())) {
            passed = policy.apply(cursor, this);
        }
        Outlet<?> outlet = subscription.outlet();
        int taken = 0;
        clock.refresh();
        subscription.servedBy(Thread.currentThread());
        while (taken + passed < budget && subscription.takesMore()) {
            Envelope envelope = cursor.next(this, recent);
            if (envelope == null) {
                break;
            }
            if (clock.isPast(envelope.expiresMillis())) {
                passed++;
                expired(1);
                continue;
            }
            if (gaps.isPending()) {
                // What was taken in before comes before.
                outlet.flush(this);
                gaps.report();
            }
            taken++;
            outlet.accept(envelope, this, recent);
        }
        if (taken > 0) {
            subscription.counters().add(Count.DELIVERED, taken);
            outlet.flush(this);
            subscription.counters().add(Count.ACKNOWLEDGED, handledWell);
            handledWell = 0;
        }
        gaps.report();
        subscription.servedBy(null);
        cursor.publish();
        topic.roomMade(this);
        return taken + passed;
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
