package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one topic shared by members, each message given to one of them at a time, until it is acknowledged or given
 * up. A subscription that acknowledges by hand is a group of one. Safe for use by any thread.
 */
final class DeliveryGroup implements Passage {

    /*
     * One monitor guards the cursor and who has what. It is held for a few steps at a time, and never while user code
     * runs: members pull what they are ready for, and the group only decides whose it is.
     */

    /** A message in a member's hands. */
    private record Lease(Envelope envelope, int attempt, GroupReader holder, long deadlineNanos) {}

    /** A message to be handed out again. */
    private record Return(Envelope envelope, int attempts) {}

    /** What a member is given: a message, or one that had expired and was passed over. */
    record Grant(Envelope envelope, int attempt, boolean expired) {}

    private final Environment environment;
    private final InMemoryTopic topic;
    private final LogCursor cursor;
    private final Map<Long, Lease> leases = new LinkedHashMap<>();
    private final Deque<Return> returns = new ArrayDeque<>();
    private final List<GroupReader> members = new CopyOnWriteArrayList<>();
    private Scheduler.@Nullable Timer timer;
    private long timerNanos;

    /** What the cursor passed over since the last grant; told to the member that is served. */
    private int passedExpired;

    private final List<Gap> passedGaps = new ArrayList<>();

    DeliveryGroup(InMemoryTopic topic, Environment environment, Position from) {
        this.topic = topic;
        this.environment = environment;
        this.cursor = new LogCursor(
                topic.log(), from.in(topic.name()), environment.clock().millis());
    }

    void join(GroupReader member) {
        members.add(member);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Gives a member the next message, or null if there is none. */
    synchronized @Nullable Grant take(GroupReader member, DeliveryClock clock) {
        Return again = returns.poll();
        Envelope envelope = again != null ? again.envelope() : cursor.next(this);
        if (envelope == null) {
            cursor.publish();
            return null;
        }
        int attempt = again != null ? again.attempts() + 1 : 1;
        if (clock.isPast(envelope.expiresMillis())) {
            return new Grant(envelope, attempt, true);
        }
        long deadline = environment.clock().nanos() + member.ackTimeoutNanos();
        leases.put(envelope.sequence(), new Lease(envelope, attempt, member, deadline));
        plan(deadline);
        return new Grant(envelope, attempt, false);
    }

    /** Sees to it that the timer fires no later than at a deadline, in the clock's nanoseconds. */
    private void plan(long deadlineNanos) {
        if (timer != null && timerNanos - deadlineNanos <= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerNanos = deadlineNanos;
        timer = environment
                .scheduler()
                .schedule(deadlineNanos - environment.clock().nanos(), this::deadline);
    }

    /** Lets publishers see how far the group has come. */
    synchronized void publish() {
        cursor.publish();
    }

    synchronized boolean hasNext() {
        return !returns.isEmpty() || cursor.hasNextForSure();
    }

    /** How many bytes wait for the group, as the members' policies count them. */
    synchronized long waitingBytes() {
        cursor.skipUnwanted();
        return cursor.localLagBytes();
    }

    /** Skips what is over the bound, as a member's policy says; gives how many messages. */
    synchronized int skip(OverloadPolicy policy) {
        return policy.skip(cursor, this);
    }

    /** A message was dealt with. Gives whether anybody held it. */
    boolean acknowledge(long sequence) {
        Lease lease;
        synchronized (this) {
            lease = leases.remove(sequence);
        }
        if (lease == null) {
            return false;
        }
        lease.holder().returned();
        return true;
    }

    /** A message could not be dealt with: it is handed out again, or given up. */
    void reject(long sequence) {
        Lease lease;
        boolean again = false;
        synchronized (this) {
            lease = leases.remove(sequence);
            if (lease != null) {
                again = takeBack(lease);
            }
        }
        if (lease != null) {
            lease.holder().returned();
            if (!again) {
                lease.holder().giveUp(lease.envelope(), lease.attempt());
            }
            signal();
        }
    }

    private boolean takeBack(Lease lease) {
        boolean again = lease.attempt() < lease.holder().maxAttempts();
        if (again) {
            returns.add(new Return(lease.envelope(), lease.attempt()));
        }
        return again;
    }

    /** Some message has been out for too long, perhaps. */
    private void deadline() {
        List<Lease> late = new ArrayList<>();
        synchronized (this) {
            timer = null;
            long now = environment.clock().nanos();
            for (Lease lease : leases.values()) {
                if (lease.deadlineNanos() - now <= 0) {
                    late.add(lease);
                } else {
                    plan(lease.deadlineNanos());
                }
            }
        }
        for (Lease lease : late) {
            reject(lease.envelope().sequence());
        }
    }

    /**
     * A member leaves: what it had goes to the others, the attempt counted, or is given up if that was the last one. A
     * group without a name ends with its member.
     */
    void leave(GroupReader member) {
        List<Lease> givenUp = new ArrayList<>();
        synchronized (this) {
            members.remove(member);
            List<Lease> left = new ArrayList<>();
            leases.values().removeIf(lease -> lease.holder() == member && left.add(lease));
            for (Lease lease : left) {
                if (member.isShared() && !takeBack(lease)) {
                    givenUp.add(lease);
                }
            }
            if (leases.isEmpty() && timer != null) {
                timer.cancel();
                timer = null;
            }
        }
        givenUp.forEach(lease -> member.giveUp(lease.envelope(), lease.attempt()));
        signal();
    }

    /** Has the members looked after. */
    void signal() {
        for (GroupReader member : members) {
            member.subscription().signalAll();
        }
    }

    /** The oldest sequence that is not settled. */
    synchronized long position() {
        LongStream held = leases.keySet().stream().mapToLong(Long::longValue);
        LongStream returned =
                returns.stream().mapToLong(again -> again.envelope().sequence());
        return Math.min(
                cursor.expected(), LongStream.concat(held, returned).min().orElse(Long.MAX_VALUE));
    }

    long lag() {
        synchronized (this) {
            return cursor.lag() + returns.size();
        }
    }

    long lagBytes() {
        return cursor.lagBytes();
    }

    /** What was passed over since the last call, for a member to report. */
    synchronized void report(InMemorySubscription subscription, List<Gap> gaps) {
        if (passedExpired > 0) {
            subscription.counters().add(Counters.Count.EXPIRED, passedExpired);
            passedExpired = 0;
        }
        gaps.addAll(passedGaps);
        passedGaps.clear();
    }

    @Override
    public void expired(int count) {
        passedExpired += count;
    }

    @Override
    public void dropped(long first, long count) {
        passed(new Gap(topic.name(), first, count, DropReason.MEMORY_FULL));
    }

    @Override
    public void skipped(long sequence) {
        passed(new Gap(topic.name(), sequence, 1, DropReason.SUBSCRIBER_BEHIND));
    }

    private void passed(Gap gap) {
        int last = passedGaps.size() - 1;
        Gap before = last < 0 ? null : passedGaps.get(last);
        if (before != null && before.reason() == gap.reason() && before.first() + before.count() == gap.first()) {
            passedGaps.set(last, new Gap(gap.topic(), before.first(), before.count() + gap.count(), gap.reason()));
        } else {
            passedGaps.add(gap);
        }
    }
}
