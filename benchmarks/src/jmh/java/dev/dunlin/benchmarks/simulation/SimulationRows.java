package dev.dunlin.benchmarks.simulation;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** The measurements of the simulated network; it has no peer in Java. */
public final class SimulationRows {

    private static final int ROUNDS = 12;
    private static final List<String> FLAGS = List.of("-Xmx1g", "-XX:+UseSerialGC");

    private SimulationRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                new Row(
                        "simulation-frames",
                        "simulated frames a second, on one thread, tracing off, every promise checked",
                        "frames/s",
                        Better.HIGHER,
                        List.of(
                                cell("calls to three replicas", "majority, a call each ms", "calls"),
                                cell("a broker and ten subscribers", "a message each ms", "broker")),
                        List.of()),
                new Row(
                        "simulation-time",
                        "virtual seconds a real second, at 100 messages a virtual second",
                        "s/s",
                        Better.HIGHER,
                        List.of(cell("a broker and a subscriber", "a message each 10 ms", "time")),
                        List.of()),
                new Row(
                        "simulation-hosts",
                        "memory of a simulation of 1,000 hosts: a broker, and subscribers that have seen 10 messages",
                        "MiB",
                        Better.LOWER,
                        List.of(cell("1,000 hosts", "live heap at the end", "hosts")),
                        List.of()));
    }

    private static Cell cell(String label, String setting, String what) {
        return new Cell(
                "Dunlin, " + label,
                setting,
                (plan, log) -> Child.measure(log, FLAGS, SimulationRun.class, what, ROUNDS));
    }
}
