package dev.dunlin.call;

import dev.dunlin.environment.Clock;
import dev.dunlin.link.EnumCounts;
import dev.dunlin.transport.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A replica as its caller knows it: the way to it, how it has been doing, what was counted. Safe for use by any thread. */
final class Member {

    final Health health;
    final AtomicInteger inFlight = new AtomicInteger();
    final LongAdder answered = new LongAdder();
    final LongAdder agreed = new LongAdder();
    final LongAdder differed = new LongAdder();
    final LongAdder resent = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    private final EnumCounts<Failure> failures = new EnumCounts<>(Failure.class);
    private final ReplicaLink link;

    Member(ReplicaLink link, Clock clock) {
        this.link = link;
        this.health = new Health(clock);
    }

    ReplicaLink link() {
        return link;
    }

    void failed(Failure failure) {
        failures.add(failure, 1);
    }

    MemberStats stats() {
        return new MemberStats(
                link.address(),
                link.state() == ReplicaLink.State.OPEN,
                inFlight.get(),
                answered.sum(),
                agreed.sum(),
                differed.sum(),
                failures.sums(),
                resent.sum(),
                late.sum(),
                cancelled.sum(),
                Duration.ofNanos((long) health.latencyNanos()),
                health.isAside());
    }
}
