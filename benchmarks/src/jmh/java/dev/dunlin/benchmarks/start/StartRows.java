package dev.dunlin.benchmarks.start;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** The comparisons of starting up. Each launch starts once before it counts, so that the files are in memory. */
public final class StartRows {

    private static final double NANOS_PER_MILLI = 1e6;

    private StartRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                new Row(
                        "start-embed",
                        "from when main begins until a broker is made, a subscriber is there and has its first message",
                        "ms",
                        Better.LOWER,
                        List.of(new Cell(
                                "Dunlin",
                                "Broker.inMemory() in a program of its own, the JVM as it comes; the jar holds all peers too",
                                StartRows::embed)),
                        List.of()),
                new Row(
                        "start-cli",
                        "from the command until it has ended, the JVM's start included",
                        "ms",
                        Better.LOWER,
                        List.of(new Cell(
                                "Dunlin, dunlin --version",
                                "the script, built, its archive made",
                                new CommandLaunch())),
                        List.of()));
    }

    private static Outcome embed(Plan plan, Path log) throws IOException, InterruptedException {
        Outcome unused = embedOnce(log);
        return embedOnce(log);
    }

    private static Outcome embedOnce(Path log) throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (Child child = Child.java(log, List.of(), FirstMessage.class)) {
            Scanner nanos = new Scanner(child.hear("delivered"));
            long begun = nanos.nextLong();
            long there = nanos.nextLong();
            return new Outcome.Measured(
                    (there - begun) / NANOS_PER_MILLI,
                    Map.of("ms with the JVM's start", (there - started) / NANOS_PER_MILLI));
        }
    }
}
