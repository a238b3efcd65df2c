package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;
import java.util.stream.Stream;

/** How long clients are without a broker that is moved. They need root, CRIU, nft, ip and nsenter. */
public final class MigrationRows {

    private static final String STOP_AND_COPY = "stop-and-copy";
    private static final String POST_COPY = "post-copy";
    private static final String PRE_COPY = "pre-copy";
    private static final String BY_HAND = "by hand, ";
    private static final int MORE_CONNECTIONS = 100;

    private MigrationRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                row(
                        64,
                        dunlin(64, 0, STOP_AND_COPY, "goal: at most 300 ms in the best mode"),
                        dunlin(64, 0, POST_COPY, "goal: at most 300 ms in the best mode"),
                        dunlin(64, MORE_CONNECTIONS, STOP_AND_COPY, "goal: at most 300 ms more than without them"),
                        dunlin(64, MORE_CONNECTIONS, POST_COPY, "goal: at most 300 ms more than without them"),
                        byHand(64, STOP_AND_COPY),
                        byHand(64, POST_COPY)),
                row(
                        512,
                        dunlin(512, 0, STOP_AND_COPY, "goal: at most 1,200 ms"),
                        dunlin(512, 0, POST_COPY, "the memory follows while it runs"),
                        dunlin(512, 0, PRE_COPY, "what has changed is sent again while it stands still"),
                        byHand(512, STOP_AND_COPY),
                        byHand(512, POST_COPY)),
                row(
                        2_048,
                        dunlin(2_048, 0, POST_COPY, "goal: at most 1.3 times the gap with 64 MiB"),
                        dunlin(2_048, 0, STOP_AND_COPY, "for comparison"),
                        byHand(2_048, POST_COPY)));
    }

    private static Row row(int mebibytes, Cell... cells) {
        return new Row(
                "migration-" + mebibytes,
                "a broker in a JVM with " + mebibytes
                        + " MiB moved between two hosts under 1,000 messages/s: the longest time"
                        + " without a message",
                "ms",
                Better.LOWER,
                List.of(cells),
                Stream.of(cells)
                        .map(Cell::label)
                        .filter(label -> label.startsWith(BY_HAND))
                        .toList());
    }

    private static Cell dunlin(int mebibytes, int connections, String mode, String setting) {
        String label = "Dunlin, " + mode;
        return new Cell(
                connections == 0 ? label : label + ", " + connections + " more connections",
                "dunlin receive, dunlin migrate --mode " + mode + " between namespaces on one machine; " + setting,
                new MoveLaunch(mebibytes, connections, mode, false));
    }

    private static Cell byHand(int mebibytes, String mode) {
        return new Cell(
                BY_HAND + mode,
                "by a script with criu, tar, nc, ip and nft between the same namespaces; nothing is verified",
                new MoveLaunch(mebibytes, 0, mode, true));
    }
}
