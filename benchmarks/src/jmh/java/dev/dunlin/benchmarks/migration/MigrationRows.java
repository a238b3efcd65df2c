package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** How long clients are without a broker that is moved. They need root, CRIU, nft, ip and nsenter. */
public final class MigrationRows {

    private static final String STOP_AND_COPY = "stop-and-copy";
    private static final String POST_COPY = "post-copy";
    private static final String PRE_COPY = "pre-copy";
    private static final int MORE_CONNECTIONS = 100;

    private MigrationRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                row(
                        64,
                        cell(64, 0, STOP_AND_COPY, "goal: at most 300 ms in the best mode"),
                        cell(64, 0, POST_COPY, "goal: at most 300 ms in the best mode"),
                        cell(64, MORE_CONNECTIONS, STOP_AND_COPY, "goal: at most 300 ms more than without them"),
                        cell(64, MORE_CONNECTIONS, POST_COPY, "goal: at most 300 ms more than without them")),
                row(
                        512,
                        cell(512, 0, STOP_AND_COPY, "goal: at most 1,200 ms"),
                        cell(512, 0, POST_COPY, "the memory follows while it runs"),
                        cell(512, 0, PRE_COPY, "what has changed is sent again while it stands still")),
                row(
                        2_048,
                        cell(2_048, 0, POST_COPY, "goal: at most 1.3 times the gap with 64 MiB"),
                        cell(2_048, 0, STOP_AND_COPY, "for comparison")));
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
                List.of());
    }

    private static Cell cell(int mebibytes, int connections, String mode, String setting) {
        String label = connections == 0 ? mode : mode + ", " + connections + " more connections";
        return new Cell(
                label,
                "dunlin receive, dunlin migrate --mode " + mode + " between namespaces on one machine; " + setting,
                new MoveLaunch(mebibytes, connections, mode));
    }
}
