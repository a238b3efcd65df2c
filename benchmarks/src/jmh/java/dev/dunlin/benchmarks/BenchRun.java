package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs rows, and writes a table to standard output, progress to standard error, and all that was measured to files in the
 * target folder, which are whole after each row.
 */
final class BenchRun {

    private final Plan plan;
    private final Path target;

    BenchRun(Plan plan, Path target) {
        this.plan = plan;
        this.target = target;
    }

    /** Runs them in order; whether nothing failed. */
    boolean run(List<Row> rows) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Machine machine = Machine.here();
        System.out.println(machine.describe());
        System.out.println();
        Files.createDirectories(target);
        Map<Row, List<Summary>> results = new LinkedHashMap<>();
        for (Row row : rows) {
            long rowBegin = System.nanoTime();
            List<Summary> summaries = run(row);
            results.put(row, summaries);
            System.out.println(Table.of(row, summaries));
            System.err.println(row.name() + " took " + spanSince(rowBegin));
            write(machine, results);
        }
        System.err.println("all in " + spanSince(begin) + "; samples: " + target.resolve("bench.json") + "; drawn: "
                + target.resolve("*.svg"));
        return results.values().stream()
                .flatMap(List::stream)
                .allMatch(summary -> summary.failures().isEmpty());
    }

    private static String spanSince(long begin) {
        Duration span = Duration.ofNanos(System.nanoTime() - begin);
        return String.format(Locale.ROOT, "%d:%02d min", span.toMinutes(), span.toSecondsPart());
    }

    private void write(Machine machine, Map<Row, List<Summary>> results) throws IOException {
        Files.writeString(target.resolve("bench.json"), Report.json(plan, machine, results) + "\n");
        Files.writeString(target.resolve("bench.svg"), Picture.of(plan, machine, results));
        Map<Row, List<Summary>> overview = new LinkedHashMap<>(results);
        overview.keySet().removeIf(row -> !Rows.OVERVIEW.contains(row.name()));
        Files.writeString(target.resolve("overview.svg"), Picture.of(plan, machine, overview));
        for (Map.Entry<Row, List<Summary>> result : results.entrySet()) {
            if (Plot.isOf(result.getValue())) {
                Path plot = target.resolve(result.getKey().name() + ".svg");
                Files.writeString(plot, Plot.of(result.getKey(), machine, result.getValue()));
            }
        }
    }

    /**
     * Launches the cells in turn, round by round, so that what else the machine does meets all alike. Whoever is far from the
     * first by then is left out of the last rounds.
     */
    private List<Summary> run(Row row) throws InterruptedException {
        List<Summary> summaries = row.cells().stream().map(Summary::new).toList();
        int rounds = Rows.rounds(plan, row);
        for (int round = 1; round <= rounds; round++) {
            for (Summary summary : summaries) {
                if (summary.missing().isEmpty() && !summary.isFarFrom(summaries.get(0))) {
                    Outcome outcome = launch(row, summary.cell());
                    summary.add(outcome);
                    System.err.println(row.name() + " " + round + "/" + rounds + " "
                            + summary.cell().label() + ": " + describe(outcome));
                }
            }
        }
        return summaries;
    }

    private Outcome launch(Row row, Cell cell) throws InterruptedException {
        String file = (row.name() + "-" + cell.label()).replaceAll("[^A-Za-z0-9]+", "-") + ".log";
        try {
            return cell.launch().run(plan, target.resolve("bench-logs").resolve(file));
        } catch (MissingPeerException e) {
            return new Outcome.Missing(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static String describe(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            return Table.number(measured.value());
        }
        return outcome.toString();
    }
}
