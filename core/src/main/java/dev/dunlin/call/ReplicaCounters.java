package dev.dunlin.call;

import dev.dunlin.link.EnumCounts;
import dev.dunlin.transport.Failure;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link ReplicaStats}. Safe for use by any thread. */
final class ReplicaCounters {

    final LongAdder requests = new LongAdder();
    final LongAdder executed = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder forgottenCallers = new LongAdder();
    final AtomicInteger inProgress = new AtomicInteger();
    final AtomicInteger remembered = new AtomicInteger();
    final AtomicLong rememberedBytes = new AtomicLong();
    private final EnumCounts<Failure> failures = new EnumCounts<>(Failure.class);

    void failed(Failure failure) {
        failures.add(failure, 1);
    }

    ReplicaStats snapshot() {
        return new ReplicaStats(
                requests.sum(),
                executed.sum(),
                repeated.sum(),
                failures.sums(),
                inProgress.get(),
                remembered.get(),
                rememberedBytes.get(),
                forgottenCallers.sum());
    }
}
