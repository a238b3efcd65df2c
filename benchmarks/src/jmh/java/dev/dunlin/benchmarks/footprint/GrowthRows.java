package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How memory grows. */
public final class GrowthRows {

    private static final double MEBIBYTE = 1 << 20;
    private static final String DUNLIN = "Dunlin";

    /** Of the heap in which 10 million messages fit, so that all of the process stays below 1.4 GiB. */
    private static final List<String> MESSAGE_FLAGS = List.of("-Xmx1300m");

    private static final List<String> TOPIC_FLAGS = List.of("-Xmx4g");

    private GrowthRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(messages(), topics(), connections());
    }

    private static Row messages() {
        return new Row(
                "growth-messages",
                "resident memory of a whole process that retains so many 64-byte messages, each an array of its own, TTL 1 h",
                "MiB",
                Better.LOWER,
                IntStream.of(1_000_000, 3_000_000, 10_000_000)
                        .mapToObj(count -> cell(
                                count,
                                "messages",
                                "one topic, " + String.join(" ", MESSAGE_FLAGS),
                                (plan, log) -> Child.measure(log, MESSAGE_FLAGS, RetainedTotal.class, count)))
                        .toList(),
                List.of());
    }

    private static Row topics() {
        return new Row(
                "growth-topics",
                "memory of so many topics that are not used just now, each of which keeps a 64-byte message",
                "MiB",
                Better.LOWER,
                IntStream.of(10_000, 100_000, 1_000_000)
                        .mapToObj(count -> cell(
                                count,
                                "topics",
                                "names, handles and messages' overhead included, payloads not",
                                total(
                                        count,
                                        (plan, log) ->
                                                Child.measure(log, TOPIC_FLAGS, IdleTopics.class, "kept", count))))
                        .toList(),
                List.of());
    }

    private static Row connections() {
        return new Row(
                "growth-connections",
                "memory at the server of so many connections that have said hello and say nothing more",
                "MiB",
                Better.LOWER,
                IntStream.of(1_000, 3_000, FootprintRows.CONNECTIONS)
                        .mapToObj(count -> cell(
                                count,
                                "connections",
                                "tcp, its heap and its buffers; what the system keeps for the sockets is not counted",
                                total(count, new IdleLaunch(count))))
                        .toList(),
                List.of());
    }

    private static Cell cell(int count, String axis, String setting, Launch launch) {
        return new Cell(String.format(Locale.ROOT, "%s, %,d %s", DUNLIN, count, axis), setting, launch)
                .at(axis, DUNLIN, count);
    }

    /** What so many take together, of a launch that measures bytes of each. */
    private static Launch total(int count, Launch each) {
        return (plan, log) -> {
            Outcome outcome = each.run(plan, log);
            return outcome instanceof Outcome.Measured measured
                    ? new Outcome.Measured(measured.value() * count / MEBIBYTE, measured.notes())
                    : outcome;
        };
    }
}
