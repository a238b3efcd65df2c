package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line: which rows are run, how long, and how often.
 *
 * <p>Ends with 0 whatever the times were; with 1 if a launch failed or lost a message; with 64 for wrong usage.
 */
@Command(
        name = "bench",
        sortOptions = false,
        exitCodeOnInvalidInput = Bench.EXIT_USAGE,
        description =
                "Compares Dunlin with its peers on this machine. The table goes to standard output, progress to standard"
                        + " error, samples and pictures to benchmarks/target.")
final class Bench implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;
    static final int EXIT_USAGE = 64;

    @Parameters(
            paramLabel = "quick|full|list|NAME",
            description =
                    "quick (three minutes, one comparison of each kind; the default) or full (within an hour), and the"
                            + " beginnings of names of comparisons, for all of those alone; list names them all.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--only",
            split = ";",
            paramLabel = "PEER",
            description = "Leave out the peers whose labels do not begin so.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "Launch everything so often, from 1.")
    private @Nullable Integer rounds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Does what it is told to; gives the exit code. */
    static int run(String... arguments) {
        return new CommandLine(new Bench()).execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.equals("list")) {
            Rows.all().forEach(row -> System.out.println(row.name() + "\t" + row.title()));
            return 0;
        }
        List<String> names = first.equals("quick") || first.equals("full") ? words.subList(1, words.size()) : words;
        Plan plan = plan(first);
        Path target = Path.of(System.getProperty("dunlin.bench.target", "benchmarks/target"));
        return new BenchRun(plan, target).run(rows(plan, names)) ? 0 : EXIT_FAILED;
    }

    private Plan plan(String mode) {
        Plan plan = mode.equals("full") ? Plan.FULL : Plan.QUICK;
        if (rounds == null) {
            return plan;
        }
        if (rounds < 1) {
            throw wrong("--rounds " + rounds + ": at least 1");
        }
        return plan.withRounds(rounds);
    }

    private List<Row> rows(Plan plan, List<String> names) {
        List<Row> rows;
        try {
            rows = Rows.chosen(plan, names);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (names.isEmpty()) {
            List<String> leftOut =
                    new ArrayList<>(Rows.all().stream().map(Row::name).toList());
            leftOut.removeAll(rows.stream().map(Row::name).toList());
            System.err.println("left out, for want of time: " + leftOut + "; name them to run them");
        }
        return only.isEmpty() ? rows : rows.stream().map(row -> row.only(only)).toList();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "set by the parser").commandLine(), message);
    }
}
