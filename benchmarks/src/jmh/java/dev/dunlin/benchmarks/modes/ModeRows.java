package dev.dunlin.benchmarks.modes;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** The modes of a server beside each other. */
public final class ModeRows {

    private static final String DEFAULT = "loops-workers (default)";

    private ModeRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(new Row(
                "server-modes",
                "text protocol over loopback TCP, " + AphorismLoad.CLIENTS + " clients at a time, one in "
                        + AphorismLoad.ONE_DAWDLES_IN + " dawdles " + AphorismLoad.PAUSE_MILLIS
                        + " ms before each question; a client asks " + AphorismLoad.QUESTIONS
                        + " questions and leaves for another",
                "questions/s",
                Better.HIGHER,
                List.of(
                        cell(DEFAULT, "loops-workers"),
                        cell("loops", "loops"),
                        cell("one-thread", "one-thread"),
                        cell("pool of " + AphorismLoad.CLIENTS, "pool", "--workers", "" + AphorismLoad.CLIENTS),
                        cell("pool of 8", "pool", "--workers", "8"),
                        cell("virtual", "virtual")),
                List.of(DEFAULT)));
    }

    private static Cell cell(String label, String mode, String... options) {
        String setting =
                "dunlin aphorisms --mode " + mode + (options.length == 0 ? "" : " " + String.join(" ", options));
        return new Cell(label, setting, new ModeLaunch(mode, List.of(options)));
    }
}
