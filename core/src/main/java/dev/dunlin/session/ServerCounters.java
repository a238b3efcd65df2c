package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.link.EnumCounts;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.ServerStats;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link ServerStats}. Safe for use by any thread. */
final class ServerCounters {

    final LongAdder accepted = new LongAdder();
    final LongAdder framesIn = new LongAdder();
    final LongAdder framesOut = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder strangers = new LongAdder();
    final LongAdder forgotten = new LongAdder();
    private final EnumCounts<CloseReason> closed = new EnumCounts<>(CloseReason.class);
    private final EnumCounts<ServerStats.Limit> full = new EnumCounts<>(ServerStats.Limit.class);
    private final EnumCounts<DunlinException.Reason> refused = new EnumCounts<>(DunlinException.Reason.class);

    void closed(CloseReason reason) {
        closed.add(reason, 1);
    }

    void full(ServerStats.Limit limit) {
        full.add(limit, 1);
    }

    void refused(DunlinException.Reason reason, int count) {
        refused.add(reason, count);
    }

    ServerStats snapshot(long open) {
        return new ServerStats(
                open,
                accepted.sum(),
                closed.sums(),
                strangers.sum(),
                full.sums(),
                framesIn.sum(),
                framesOut.sum(),
                refused.sums(),
                expired.sum(),
                forgotten.sum());
    }
}
