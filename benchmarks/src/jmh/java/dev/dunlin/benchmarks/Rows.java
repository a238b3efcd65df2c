package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.calls.CallRows;
import dev.dunlin.benchmarks.footprint.FootprintRows;
import dev.dunlin.benchmarks.hostile.HostileRows;
import dev.dunlin.benchmarks.inmemory.InMemoryRows;
import dev.dunlin.benchmarks.modes.ModeRows;
import dev.dunlin.benchmarks.overtcp.TcpRows;
import java.util.ArrayList;
import java.util.List;

/** Every comparison there is, in the order in which they are run. */
final class Rows {

    /** What a quick run leaves out unless it is named: the longest, and the variants of others. */
    static final List<String> LEFT_OUT_OF_QUICK = List.of(
            "tcp-1-3",
            "tcp-latency-50k",
            "calls-1-server-1",
            "calls-3-replicas-late",
            "calls-3-replicas-dead",
            "calls-quickest",
            "hostile");

    private Rows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(InMemoryRows.all());
        rows.addAll(TcpRows.all());
        rows.addAll(CallRows.all());
        rows.addAll(ModeRows.all());
        rows.addAll(FootprintRows.all());
        rows.addAll(HostileRows.all());
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
        List<Row> named = named(words);
        return words.isEmpty() && plan.equals(Plan.QUICK)
                ? named.stream()
                        .filter(row -> !LEFT_OUT_OF_QUICK.contains(row.name()))
                        .toList()
                : named;
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
                : all.stream()
                        .filter(row -> words.stream().anyMatch(row.name()::startsWith))
                        .toList();
    }
}
