package dev.dunlin.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * A count for each constant of an enum. Safe for use by any thread.
 *
 * @param <E> the enum
 */
public final class EnumCounts<E extends Enum<E>> {

    private final Class<E> type;
    private final Map<E, LongAdder> counts;

    /** Nothing is counted yet. */
    public EnumCounts(Class<E> type) {
        this.type = type;
        this.counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new LongAdder());
        }
    }

    /** Counts so many more. */
    public void add(E constant, long more) {
        Objects.requireNonNull(counts.get(constant)).add(more);
    }

    /** What was counted, without the zeros; the numbers are read one after another. */
    public Map<E, Long> sums() {
        Map<E, Long> sums = new EnumMap<>(type);
        counts.forEach((constant, count) -> {
            long sum = count.sum();
            if (sum != 0) {
                sums.put(constant, sum);
            }
        });
        return sums;
    }
}
