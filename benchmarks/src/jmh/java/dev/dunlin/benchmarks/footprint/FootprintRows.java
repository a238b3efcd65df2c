package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** The comparisons of memory. */
public final class FootprintRows {

    private static final int MESSAGES = 1_000_000;
    private static final int TOPICS = 100_000;
    static final int CONNECTIONS = 10_000;
    private static final List<String> FLAGS = List.of("-Xmx4g");
    private static final String CAFFEINE = "Caffeine, an entry a message";

    private FootprintRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(retainedMessage(), idleTopic(), idleConnection());
    }

    private static Row retainedMessage() {
        return new Row(
                "retained-message",
                "memory of a retained 64-byte message beyond its payload, " + MESSAGES + " kept, TTL 1 h",
                "bytes",
                Better.LOWER,
                List.of(
                        kept("Dunlin", "defaults, one topic", "dunlin"),
                        kept(CAFFEINE, "3.3.1, variable expiry, keyed by number", "caffeine")),
                List.of(CAFFEINE));
    }

    private static Cell kept(String label, String setting, String keeper) {
        return new Cell(
                label, setting, (plan, log) -> Child.measure(log, FLAGS, RetainedMessages.class, keeper, MESSAGES));
    }

    private static Row idleConnection() {
        return new Row(
                "idle-connections",
                "memory of a connection at the server that has said hello and says nothing more, one of " + CONNECTIONS,
                "bytes",
                Better.LOWER,
                List.of(new Cell(
                        "Dunlin",
                        "tcp, its heap and its buffers; what the system keeps for the socket is not counted",
                        new IdleLaunch(CONNECTIONS))),
                List.of());
    }

    private static Row idleTopic() {
        return new Row(
                "idle-topic",
                "memory of a topic that is not used just now, one of " + TOPICS,
                "bytes",
                Better.LOWER,
                List.of(
                        idle("Dunlin, never used", "made", "name and handle included"),
                        idle("Dunlin, one message kept", "kept", "the same, the message's overhead included"),
                        idle("Dunlin, its message expired", "expired", "the same, once the message is reclaimed")),
                List.of());
    }

    private static Cell idle(String label, String use, String setting) {
        return new Cell(label, setting, (plan, log) -> Child.measure(log, FLAGS, IdleTopics.class, use, TOPICS));
    }
}
