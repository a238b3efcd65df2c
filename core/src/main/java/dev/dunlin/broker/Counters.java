package dev.dunlin.broker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a subscription counts; its broker's sums are counted along. Safe for use by any thread. */
final class Counters {

    /** What is counted. */
    enum Count {
        DELIVERED,
        ACKNOWLEDGED,
        REDELIVERED,
        FAILED,
        EXPIRED,
        SKIPPED,
        DEAD_LETTERED
    }

    private final @Nullable Counters sums;
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    Counters(@Nullable Counters sums) {
        this.sums = sums;
        for (Count what : Count.values()) {
            counts.put(what, new LongAdder());
        }
    }

    void add(Count what, long count) {
        adder(what).add(count);
        if (sums != null) {
            sums.add(what, count);
        }
    }

    long get(Count what) {
        return adder(what).sum();
    }

    /** All counts of a subscription, and what waits in its topics. */
    SubscriptionStats snapshot(String pattern, Iterable<Reader> readers) {
        long lag = 0;
        long bytes = 0;
        for (Reader reader : readers) {
            lag += reader.lag();
            bytes += reader.lagBytes();
        }
        return new SubscriptionStats(
                pattern,
                get(Count.DELIVERED),
                get(Count.ACKNOWLEDGED),
                get(Count.REDELIVERED),
                get(Count.FAILED),
                get(Count.EXPIRED),
                get(Count.SKIPPED),
                get(Count.DEAD_LETTERED),
                lag,
                bytes);
    }

    private LongAdder adder(Count what) {
        return Objects.requireNonNull(counts.get(what));
    }
}
