package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.DropReason;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.ServerStats;
import dev.dunlin.transport.ServerStats.Limit;
import dev.dunlin.transport.netty.wire.Wire;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a broker and its server have counted, in the words of generated code and back. */
final class StatsFormat {

    private StatsFormat() {}

    static Wire.Answer.StatsAre wired(Frame.StatsAre stats) {
        Wire.Answer.StatsAre.Builder wire = Wire.Answer.StatsAre.newBuilder().setStats(wired(stats.stats()));
        ServerStats server = stats.server();
        if (server != null) {
            wire.setServer(wired(server));
        }
        return wire.build();
    }

    private static Wire.BrokerStats wired(BrokerStats stats) {
        Wire.BrokerStats.Builder wire = Wire.BrokerStats.newBuilder()
                .setEpoch(stats.epoch())
                .setTopics(stats.topics())
                .setSubscriptions(stats.subscriptions())
                .setPublished(stats.published())
                .setDelivered(stats.delivered())
                .setAcknowledged(stats.acknowledged())
                .setRedelivered(stats.redelivered())
                .setFailed(stats.failed())
                .setDeadLettered(stats.deadLettered())
                .setExpired(stats.expired())
                .setRetainedMessages(stats.retainedMessages())
                .setRetainedBytes(stats.retainedBytes())
                .setMaxRetainedBytes(stats.maxRetainedBytes())
                .setDelayed(stats.delayed())
                .setRelieved(stats.relieved())
                .setLag(stats.lag());
        stats.dropped()
                .forEach((reason, count) -> wire.addDroppedBuilder()
                        .setReason(Vocabulary.DROP_REASON.wired(reason))
                        .setCount(count));
        stats.refused()
                .forEach((reason, count) -> wire.addRefusedBuilder()
                        .setReason(Vocabulary.REASON.wired(reason))
                        .setCount(count));
        return wire.build();
    }

    private static Wire.ServerStats wired(ServerStats stats) {
        Wire.ServerStats.Builder wire = Wire.ServerStats.newBuilder()
                .setOpen(stats.open())
                .setAccepted(stats.accepted())
                .setStrangers(stats.strangers())
                .setFullConnections(stats.full().getOrDefault(Limit.CONNECTIONS, 0L))
                .setFullConnectionsPerAddress(stats.full().getOrDefault(Limit.CONNECTIONS_PER_ADDRESS, 0L))
                .setFramesIn(stats.framesIn())
                .setFramesOut(stats.framesOut())
                .setExpired(stats.expired())
                .setForgotten(stats.forgotten());
        stats.closed()
                .forEach((reason, count) -> wire.addClosedBuilder()
                        .setReason(Vocabulary.CLOSE_REASON.wired(reason))
                        .setCount(count));
        stats.refused()
                .forEach((reason, count) -> wire.addRefusedBuilder()
                        .setReason(Vocabulary.REASON.wired(reason))
                        .setCount(count));
        return wire.build();
    }

    static Frame.StatsAre stats(Wire.Answer.StatsAre wire) {
        return new Frame.StatsAre(
                brokerStats(wire.getStats()), wire.hasServer() ? serverStats(wire.getServer()) : null);
    }

    private static BrokerStats brokerStats(Wire.BrokerStats wire) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        wire.getDroppedList()
                .forEach(drop -> dropped.put(Vocabulary.DROP_REASON.named(drop.getReasonValue()), drop.getCount()));
        return new BrokerStats(
                wire.getEpoch(),
                wire.getTopics(),
                wire.getSubscriptions(),
                wire.getPublished(),
                wire.getDelivered(),
                wire.getAcknowledged(),
                wire.getRedelivered(),
                wire.getFailed(),
                wire.getDeadLettered(),
                wire.getExpired(),
                wire.getRetainedMessages(),
                wire.getRetainedBytes(),
                wire.getMaxRetainedBytes(),
                wire.getDelayed(),
                wire.getRelieved(),
                wire.getLag(),
                dropped,
                refused(wire.getRefusedList()));
    }

    private static Map<DunlinException.Reason, Long> refused(List<Wire.BrokerStats.RefusedCount> wire) {
        Map<DunlinException.Reason, Long> refused = new EnumMap<>(DunlinException.Reason.class);
        wire.forEach(refusal -> refused.put(Vocabulary.REASON.named(refusal.getReasonValue()), refusal.getCount()));
        return refused;
    }

    private static ServerStats serverStats(Wire.ServerStats wire) {
        Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
        wire.getClosedList()
                .forEach(end -> closed.put(Vocabulary.CLOSE_REASON.named(end.getReasonValue()), end.getCount()));
        Map<Limit, Long> full = new EnumMap<>(Limit.class);
        putUnlessZero(full, Limit.CONNECTIONS, wire.getFullConnections());
        putUnlessZero(full, Limit.CONNECTIONS_PER_ADDRESS, wire.getFullConnectionsPerAddress());
        return new ServerStats(
                wire.getOpen(),
                wire.getAccepted(),
                closed,
                wire.getStrangers(),
                full,
                wire.getFramesIn(),
                wire.getFramesOut(),
                refused(wire.getRefusedList()),
                wire.getExpired(),
                wire.getForgotten());
    }

    private static void putUnlessZero(Map<Limit, Long> full, Limit limit, long count) {
        if (count != 0) {
            full.put(limit, count);
        }
    }
}
