package dev.dunlin.broker;

import dev.dunlin.broker.Counters.Count;
import dev.dunlin.broker.DeliveryGroup.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A member's place in a {@link DeliveryGroup}: pulls messages as it is ready for them. */
final class GroupReader implements Reader, Message.Acknowledger {

    /** In a group a member takes few at a time, so that the others have their share. */
    private static final int SHARE = 1;

    /** The longest time that may be added to a clock's nanoseconds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final InMemoryBroker broker;
    private final InMemoryTopic topic;
    private final InMemorySubscription subscription;
    private final DeliveryGroup group;
    private final DeliveryClock clock;
    private final List<Gap> gaps = new ArrayList<>();

    GroupReader(InMemoryBroker broker, InMemoryTopic topic, InMemorySubscription subscription, DeliveryGroup group) {
        this.broker = broker;
        this.topic = topic;
        this.subscription = subscription;
        this.group = group;
        this.clock = new DeliveryClock(topic.clock());
    }

    @Override
    public InMemoryTopic topic() {
        return topic;
    }

    @Override
    public InMemorySubscription subscription() {
        return subscription;
    }

    DeliveryGroup group() {
        return group;
    }

    long ackTimeoutNanos() {
        Duration timeout = subscription.options().ackTimeout();
        return timeout.compareTo(LONGEST) >= 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    /** Whether others may have what this member gives back. */
    boolean isShared() {
        return subscription.options().group() != null;
    }

    int maxAttempts() {
        return subscription.options().maxAttempts();
    }

    private boolean takesMore() {
        return subscription.takesMore()
                && subscription.held().get() < subscription.options().maxUnacknowledged();
    }

    @Override
    public int drain(int budget, Excerpt excerpt) {
        if (!group.hasNext()) {
            return 0;
        }
        int passed = overload();
        report();
        clock.refresh();
        subscription.servedBy(Thread.currentThread());
        int most = isShared() ? SHARE : budget;
        int taken = 0;
        while (taken < most && passed < budget && takesMore()) {
            Grant grant = group.take(this, clock);
            report();
            if (grant == null) {
                break;
            }
            if (grant.expired()) {
                subscription.counters().add(Count.EXPIRED, 1);
                passed++;
            } else {
                taken++;
                handOut(grant);
            }
        }
        subscription.outlet().flush(this);
        subscription.servedBy(null);
        group.publish();
        topic.roomMade(this);
        return taken + passed;
    }

    private int overload() {
        OverloadPolicy policy = subscription.overloadPolicy();
        long waiting = group.waitingBytes();
        if (!policy.isBroken(waiting)) {
            return 0;
        }
        if (policy.overload() == Overload.DISCONNECT) {
            subscription.end(new SubscriptionEnd.Overloaded(waiting, policy.maxBytes()));
            return 0;
        }
        return group.skip(policy);
    }

    private void handOut(Grant grant) {
        subscription.held().incrementAndGet();
        subscription.counters().add(Count.DELIVERED, 1);
        if (grant.attempt() > 1) {
            subscription.counters().add(Count.REDELIVERED, 1);
        }
        subscription.outlet().accept(grant.envelope(), grant.attempt(), this, this);
    }

    private void report() {
        group.report(subscription, gaps);
        if (!gaps.isEmpty()) {
            // What was taken in before comes before.
            subscription.outlet().flush(this);
        }
        gaps.forEach(subscription::missed);
        gaps.clear();
    }

    @Override
    public boolean hasWork() {
        return group.hasNext() && (takesMore() || subscription.overloadPolicy().isBroken(group.waitingBytes()));
    }

    @Override
    public void handled(Envelope envelope, boolean well) {
        if (!well) {
            group.reject(envelope.sequence());
        } else if (!subscription.options().manual()) {
            acknowledge(envelope.sequence());
        }
    }

    /** A message is out of this member's hands. */
    void returned() {
        if (subscription.held().getAndDecrement() == subscription.options().maxUnacknowledged()) {
            subscription.signalAll();
        }
    }

    /** A message was handed out as often as allowed. */
    void giveUp(Envelope envelope, int attempts) {
        String deadLetterTopic = subscription.options().deadLetterTopic();
        if (deadLetterTopic != null && broker.deadLetter(deadLetterTopic, envelope, attempts)) {
            subscription.counters().add(Count.DEAD_LETTERED, 1);
        } else {
            subscription.drop(envelope, DropReason.ATTEMPTS_EXHAUSTED);
        }
        subscription.tell(new BrokerEvent.GivenUp(subscription.pattern(), envelope, attempts));
    }

    @Override
    public void acknowledge(Envelope envelope) {
        acknowledge(envelope.sequence());
    }

    @Override
    public void reject(Envelope envelope) {
        group.reject(envelope.sequence());
    }

    @Override
    public void acknowledge(long sequence) {
        if (group.acknowledge(sequence)) {
            subscription.counters().add(Count.ACKNOWLEDGED, 1);
        }
    }

    @Override
    public void reject(long sequence) {
        group.reject(sequence);
    }

    @Override
    public long position() {
        return group.position();
    }

    @Override
    public long lag() {
        return group.lag();
    }

    @Override
    public long lagBytes() {
        return group.lagBytes();
    }

    @Override
    public void leave() {
        group.leave(this);
    }
}
