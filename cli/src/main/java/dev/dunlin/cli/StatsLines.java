package dev.dunlin.cli;

import dev.dunlin.broker.BrokerStats;
import dev.dunlin.transport.ServerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a broker has counted, as lines of text. */
final class StatsLines {

    /** Each as wide as its column. */
    private static final List<String> WATCHED = List.of(
            "PUBLISHED/s",
            "DELIVERED/s",
            "EXPIRED/s",
            "REFUSED/s",
            "DROPPED/s",
            "  MESSAGES",
            "    MEMORY",
            "SUBSCRIPTIONS",
            "       LAG",
            "CONNECTIONS");

    private StatsLines() {}

    /** An object on one line, with the names of {@link BrokerStats}, and what the server says of itself. */
    static String object(BrokerStats stats, Optional<ServerStats> server) {
        JsonObject object = new JsonObject()
                // As text: it uses all 64 bits, and most readers of JSON have 53.
                .put("epoch", Long.toUnsignedString(stats.epoch(), 16))
                .put("topics", stats.topics())
                .put("subscriptions", stats.subscriptions())
                .put("published", stats.published())
                .put("delivered", stats.delivered())
                .put("acknowledged", stats.acknowledged())
                .put("redelivered", stats.redelivered())
                .put("failed", stats.failed())
                .put("deadLettered", stats.deadLettered())
                .put("expired", stats.expired())
                .put("retainedMessages", stats.retainedMessages())
                .put("retainedBytes", stats.retainedBytes())
                .put("maxRetainedBytes", stats.maxRetainedBytes())
                .put("delayed", stats.delayed())
                .put("relieved", stats.relieved())
                .putCounts("dropped", stats.dropped())
                .putCounts("refused", stats.refused())
                .put("lag", stats.lag());
        server.ifPresent(its -> object.put("connections", its.open())
                .put("connectionsMade", its.accepted())
                .put("strangers", its.strangers())
                .put("framesIn", its.framesIn())
                .put("framesOut", its.framesOut())
                .putCounts("connectionsClosed", its.closed())
                .putCounts("connectionsFull", its.full())
                .putCounts("requestsRefused", its.refused())
                .put("expiredOnTheWay", its.expired())
                .put("publishersForgotten", its.forgotten()));
        return object.toString();
    }

    /** A line for each number. */
    static List<String> list(BrokerStats stats, Optional<ServerStats> server) {
        Columns table = new Columns()
                .row("epoch", Long.toUnsignedString(stats.epoch(), 16))
                .row("topics", Long.toString(stats.topics()))
                .row("subscriptions", Long.toString(stats.subscriptions()))
                .row("published", Long.toString(stats.published()))
                .row("delivered", Long.toString(stats.delivered()))
                .row("acknowledged", Long.toString(stats.acknowledged()))
                .row("redelivered", Long.toString(stats.redelivered()))
                .row("failed", Long.toString(stats.failed()))
                .row("dead-lettered", Long.toString(stats.deadLettered()))
                .row("expired", Long.toString(stats.expired()))
                .row("delayed", Long.toString(stats.delayed()))
                .row("lag", Long.toString(stats.lag()))
                .row("workers relieved", Long.toString(stats.relieved()))
                .row("messages kept", Long.toString(stats.retainedMessages()))
                .row("memory", Size.format(stats.retainedBytes()))
                .row("memory at most", Size.format(stats.maxRetainedBytes()));
        reasons("dropped", stats.dropped(), table);
        reasons("refused", stats.refused(), table);
        server.ifPresent(its -> {
            table.row("connections", Long.toString(its.open()))
                    .row("connections made", Long.toString(its.accepted()))
                    .row("strangers", Long.toString(its.strangers()))
                    .row("frames in", Long.toString(its.framesIn()))
                    .row("frames out", Long.toString(its.framesOut()))
                    .row("expired on the way", Long.toString(its.expired()))
                    .row("publishers forgotten", Long.toString(its.forgotten()));
            reasons("connections closed", its.closed(), table);
            reasons("connections full", its.full(), table);
            reasons("requests refused", its.refused(), table);
        });
        return table.lines();
    }

    /** What stands above {@link #watchLine}. */
    static String watchHeader() {
        return String.join("  ", WATCHED);
    }

    /** What came between two looks, by the second, and what there is now. */
    static String watchLine(BrokerStats before, BrokerStats now, Optional<ServerStats> server, long elapsedNanos) {
        List<String> cells = new ArrayList<>();
        cells.add(perSecond(now.published() - before.published(), elapsedNanos));
        cells.add(perSecond(now.delivered() - before.delivered(), elapsedNanos));
        cells.add(perSecond(now.expired() - before.expired(), elapsedNanos));
        cells.add(perSecond(sum(now.refused()) - sum(before.refused()), elapsedNanos));
        cells.add(perSecond(sum(now.dropped()) - sum(before.dropped()), elapsedNanos));
        cells.add(Long.toString(now.retainedMessages()));
        cells.add(Size.format(now.retainedBytes()));
        cells.add(Long.toString(now.subscriptions()));
        cells.add(Long.toString(now.lag()));
        cells.add(server.map(its -> Long.toString(its.open())).orElse("-"));
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            int width = WATCHED.get(i).length();
            line.append(i == 0 ? "" : "  ")
                    .append(" ".repeat(Math.max(0, width - cells.get(i).length())));
            line.append(cells.get(i));
        }
        return line.toString();
    }

    private static void reasons(String what, Map<? extends Enum<?>, Long> counts, Columns table) {
        Map<String, Long> byName = new TreeMap<>();
        counts.forEach((reason, count) -> byName.put(reason.name(), count));
        byName.forEach((reason, count) -> table.row(what + " " + reason, Long.toString(count)));
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String perSecond(long count, long elapsedNanos) {
        return Long.toString(Math.round(count * 1e9 / Math.max(1, elapsedNanos)));
    }
}
