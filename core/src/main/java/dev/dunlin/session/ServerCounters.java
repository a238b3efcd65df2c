package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.ServerStats;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link ServerStats}. Safe for use by any thread. */
final class ServerCounters {

    final LongAdder accepted = new LongAdder();
    final LongAdder framesIn = new LongAdder();
    final LongAdder framesOut = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder strangers = new LongAdder();
    final LongAdder forgotten = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
    private final Map<ServerStats.Limit, LongAdder> full = adders(ServerStats.Limit.class);
    private final Map<DunlinException.Reason, LongAdder> refused = adders(DunlinException.Reason.class);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E reason : type.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }

    void closed(CloseReason reason) {
        Objects.requireNonNull(closed.get(reason)).increment();
    }

    void full(ServerStats.Limit limit) {
        Objects.requireNonNull(full.get(limit)).increment();
    }

    void refused(DunlinException.Reason reason, int count) {
        Objects.requireNonNull(refused.get(reason)).add(count);
    }

    ServerStats snapshot(long open) {
        return new ServerStats(
                open,
                accepted.sum(),
                counted(closed),
                strangers.sum(),
                counted(full),
                framesIn.sum(),
                framesOut.sum(),
                counted(refused),
                expired.sum(),
                forgotten.sum());
    }

    private static <E extends Enum<E>> Map<E, Long> counted(Map<E, LongAdder> adders) {
        Map<E, Long> sums = new HashMap<>();
        adders.forEach((reason, adder) -> {
            if (adder.sum() != 0) {
                sums.put(reason, adder.sum());
            }
        });
        return sums;
    }
}
