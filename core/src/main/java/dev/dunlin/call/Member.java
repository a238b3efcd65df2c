package dev.dunlin.call;

import dev.dunlin.environment.Clock;
import dev.dunlin.transport.Failure;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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
    private final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);
    private final ReplicaLink link;

    Member(ReplicaLink link, Clock clock) {
        this.link = link;
        this.health = new Health(clock);
        for (Failure failure : Failure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    ReplicaLink link() {
        return link;
    }

    void failed(Failure failure) {
        Objects.requireNonNull(failures.get(failure)).increment();
    }

    MemberStats stats() {
        Map<Failure, Long> counted = new EnumMap<>(Failure.class);
        failures.forEach((failure, count) -> {
            if (count.sum() != 0) {
                counted.put(failure, count.sum());
            }
        });
        return new MemberStats(
                link.address(),
                link.state() == ReplicaLink.State.OPEN,
                inFlight.get(),
                answered.sum(),
                agreed.sum(),
                differed.sum(),
                counted,
                resent.sum(),
                late.sum(),
                cancelled.sum(),
                Duration.ofNanos((long) health.latencyNanos()),
                health.isAside());
    }
}
