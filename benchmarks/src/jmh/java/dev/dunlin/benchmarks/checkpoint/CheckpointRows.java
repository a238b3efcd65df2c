package dev.dunlin.benchmarks.checkpoint;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** The comparisons of freezing and thawing. They need root and CRIU. */
public final class CheckpointRows {

    private static final String SHELL = "criu dump, criu restore";

    private CheckpointRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(row(64), row(512));
    }

    private static Row row(int mebibytes) {
        Turns turns = new Turns(mebibytes);
        return new Row(
                "checkpoint-" + mebibytes,
                "a JVM with " + mebibytes + " MiB of touched heap: frozen to disk, ended, and thawed",
                "ms",
                Better.LOWER,
                List.of(
                        new Cell(
                                "Dunlin, in a warm JVM",
                                "defaults: the verdict, checksums and their comparison included",
                                turns.of(Driver.LIBRARY)),
                        new Cell(
                                "Dunlin, two commands",
                                "dunlin checkpoint, dunlin restore --detach: two JVMs start",
                                turns.of(Driver.COMMANDS)),
                        new Cell(
                                SHELL,
                                "--network-lock skip, as the library does where connections are refused; nothing is verified",
                                turns.of(Driver.SHELL)),
                        new Cell(
                                SHELL + ", locked",
                                "--network-lock nftables, as a script has it that does not look",
                                turns.of(Driver.LOCKED))),
                List.of(SHELL));
    }
}
