package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench [quick|full] [NAME…]}: runs rows, and writes a table to standard output, progress to standard error, and
 * all that was measured to {@code bench.json} in the target folder.
 *
 * <p>Ends with 0 whatever the times were; with 1 if a launch failed or lost a message; with 64 for wrong usage.
 */
public final class Bench {

    private static final String ONLY = "--only";
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 64;
    private static final String USAGE = "usage: bench [quick|full] [--only WHO;…] [NAME…]   (bench list: the names)";

    private final Plan plan;
    private final Path target;

    private Bench(Plan plan, Path target) {
        this.plan = plan;
        this.target = target;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.equals("list")) {
            Rows.all().forEach(row -> System.out.println(row.name() + "\t" + row.title()));
            return;
        }
        if (first.startsWith("-") && !first.equals(ONLY)) {
            System.err.println(USAGE);
            System.exit(first.equals("--help") || first.equals("-h") ? 0 : EXIT_USAGE);
        }
        Plan plan = first.equals("full") ? Plan.FULL : Plan.QUICK;
        if (first.equals("quick") || first.equals("full")) {
            words.remove(0);
        }
        List<String> only = only(words);
        List<Row> rows = rowsOrExit(plan, words);
        if (!only.isEmpty()) {
            rows = rows.stream().map(row -> row.only(only)).toList();
        }
        Path target = Path.of(System.getProperty("dunlin.bench.target", "benchmarks/target"));
        System.exit(new Bench(plan, target).run(rows));
    }

    /** Takes the option out of the words: who is to be compared. */
    private static List<String> only(List<String> words) {
        int at = words.indexOf(ONLY);
        if (at < 0) {
            return List.of();
        }
        if (at + 1 == words.size()) {
            System.err.println(USAGE);
            System.exit(EXIT_USAGE);
        }
        words.remove(at);
        return List.of(words.remove(at).split(";", -1));
    }

    private static List<Row> rowsOrExit(Plan plan, List<String> words) {
        try {
            List<Row> rows = Rows.chosen(plan, words);
            if (words.isEmpty() && rows.size() < Rows.all().size()) {
                List<String> leftOut = Rows.all().stream()
                        .map(Row::name)
                        .filter(name -> !Rows.QUICK.contains(name))
                        .toList();
                System.err.println("left out, for want of time: " + leftOut + "; name them, or run full");
            }
            return rows;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(EXIT_USAGE);
            throw e;
        }
    }

    private int run(List<Row> rows) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        System.out.println(machine.describe());
        System.out.println();
        Map<Row, List<Summary>> results = new LinkedHashMap<>();
        for (Row row : rows) {
            List<Summary> summaries = run(row);
            results.put(row, summaries);
            System.out.println(Table.of(row, summaries));
        }
        Files.createDirectories(target);
        Path json = target.resolve("bench.json");
        Files.writeString(json, Report.json(plan, machine, results) + "\n");
        Files.writeString(target.resolve("bench.svg"), Picture.of(plan, machine, results));
        for (Map.Entry<Row, List<Summary>> result : results.entrySet()) {
            if (Plot.isOf(result.getValue())) {
                Path plot = target.resolve(result.getKey().name() + ".svg");
                Files.writeString(plot, Plot.of(result.getKey(), machine, result.getValue()));
            }
        }
        System.err.println("all samples: " + json + "; drawn: " + target.resolve("*.svg"));
        boolean failed = results.values().stream()
                .flatMap(List::stream)
                .anyMatch(summary -> !summary.failures().isEmpty());
        return failed ? EXIT_FAILED : 0;
    }

    /** Launches the cells in turn, round by round, so that what else the machine does meets all alike. */
    private List<Summary> run(Row row) throws InterruptedException {
        List<Summary> summaries = row.cells().stream().map(Summary::new).toList();
        int rounds = Rows.rounds(plan, row);
        for (int round = 1; round <= rounds; round++) {
            for (Summary summary : summaries) {
                if (summary.missing().isEmpty()) {
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
