package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.calls.CallRows;
import dev.dunlin.benchmarks.checkpoint.CheckpointRows;
import dev.dunlin.benchmarks.footprint.FootprintRows;
import dev.dunlin.benchmarks.footprint.GrowthRows;
import dev.dunlin.benchmarks.hostile.HostileRows;
import dev.dunlin.benchmarks.inmemory.InMemoryRows;
import dev.dunlin.benchmarks.migration.MigrationRows;
import dev.dunlin.benchmarks.modes.ModeRows;
import dev.dunlin.benchmarks.overtcp.TcpRows;
import dev.dunlin.benchmarks.simulation.SimulationRows;
import dev.dunlin.benchmarks.start.StartRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Every comparison there is, in the order in which they are run. */
final class Rows {

    /** What a quick run does unless others are named: one row of each kind, so that it ends within three minutes. */
    static final List<String> QUICK = List.of(
            "in-memory-4-3",
            "in-memory-latency",
            "ttl",
            "tcp-1-1",
            "tcp-16k",
            "calls-1-server-64",
            "retained-message",
            "start-embed",
            "start-cli");

    /** What a picture of the whole shows: how much peers carry. */
    static final List<String> OVERVIEW = List.of(
            "in-memory-1-1",
            "in-memory-1-3",
            "in-memory-4-1",
            "in-memory-4-3",
            "tcp-1-1",
            "tcp-1-3",
            "tcp-16k",
            "calls-1-server-64",
            "calls-3-replicas-64");

    /** Beginnings of the names of rows that are run if they are named, and launched less often: they compare no peers, and take another hour. */
    private static final List<String> BY_NAME =
            List.of("server-modes", "hostile", "simulation-", "checkpoint-", "migration-");

    /** Beginnings of the names of others that are launched as often as those: they compare no peers, or vary another row. */
    private static final List<String> LESS_OFTEN = List.of(
            "in-memory-1-3-fresh",
            "publish-",
            "growth-",
            "idle-",
            "retained-",
            "calls-quickest",
            "calls-3-replicas-late",
            "calls-3-replicas-dead");

    private static final int SOME_ROUNDS = 3;
    private static final int FEW_ROUNDS = 2;

    private Rows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(InMemoryRows.all());
        rows.addAll(TcpRows.all());
        rows.addAll(CallRows.all());
        rows.addAll(ModeRows.all());
        rows.addAll(FootprintRows.all());
        rows.addAll(GrowthRows.all());
        rows.addAll(StartRows.all());
        rows.addAll(HostileRows.all());
        rows.addAll(SimulationRows.all());
        rows.addAll(CheckpointRows.all());
        rows.addAll(MigrationRows.all());
        return rows;
    }

    /**
     * The rows to run.
     *
     * @param plan how long each takes
     * @param words the beginnings of names; for none, those that the plan has the time for
     * @throws IllegalArgumentException if a word is the beginning of no name
     */
    static List<Row> chosen(Plan plan, List<String> words) {
        if (!words.isEmpty()) {
            return named(words);
        }
        Predicate<Row> inTime = plan.mode().equals(Plan.QUICK.mode())
                ? row -> QUICK.contains(row.name())
                : row -> !begins(row, BY_NAME);
        return all().stream().filter(inTime).toList();
    }

    /** How often each cell of a row is launched: five times where the overview shows it, so that all take about an hour. */
    static int rounds(Plan plan, Row row) {
        if (OVERVIEW.contains(row.name())) {
            return plan.rounds();
        }
        boolean few = begins(row, BY_NAME) || begins(row, LESS_OFTEN);
        return Math.min(few ? FEW_ROUNDS : SOME_ROUNDS, plan.rounds());
    }

    /**
     * The rows whose names begin with one of the words; all of them for no words.
     *
     * @throws IllegalArgumentException if a word is the beginning of no name
     */
    static List<Row> named(List<String> words) {
        List<Row> all = all();
        List<String> names = all.stream().map(Row::name).toList();
        for (String word : words) {
            if (names.stream().noneMatch(name -> name.startsWith(word))) {
                throw new IllegalArgumentException("\"" + word + "\" begins no row's name: choose of " + names);
            }
        }
        return words.isEmpty()
                ? all
                : all.stream().filter(row -> begins(row, words)).toList();
    }

    private static boolean begins(Row row, List<String> words) {
        return words.stream().anyMatch(row.name()::startsWith);
    }
}
