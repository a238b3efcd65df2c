package dev.dunlin.call;

import dev.dunlin.transport.Failure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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
    private final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);

    ReplicaCounters() {
        for (Failure failure : Failure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    void failed(Failure failure) {
        Objects.requireNonNull(failures.get(failure)).increment();
    }

    ReplicaStats snapshot() {
        Map<Failure, Long> counted = new EnumMap<>(Failure.class);
        failures.forEach((failure, count) -> {
            if (count.sum() != 0) {
                counted.put(failure, count.sum());
            }
        });
        return new ReplicaStats(
                requests.sum(),
                executed.sum(),
                repeated.sum(),
                counted,
                inProgress.get(),
                remembered.get(),
                rememberedBytes.get(),
                forgottenCallers.sum());
    }
}
