package dev.dunlin.cli;

import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Simulation;
import dev.dunlin.simulation.SimulationConfig;
import dev.dunlin.simulation.Trace;
import dev.dunlin.simulation.Verdict;
import dev.dunlin.simulation.drill.BrokerDrill;
import dev.dunlin.simulation.drill.CallDrill;
import dev.dunlin.simulation.drill.DrillReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dunlin simulate}: the broker, or replicated calls, on a network that is broken on purpose. */
@Command(
        name = "simulate",
        description = {
            "Runs the broker, or replicated calls, on simulated hosts and a simulated network, in virtual time, and checks what"
                    + " is promised of them: the same seed gives the same run, event by event, and the same hash.",
            "Hosts of the broker's scenario: station; gull-1, gull-2, which publish; tern-1 to tern-3, which subscribe."
                    + " Of the calls': caller; replica-1 to replica-3. Times count from when all are connected.",
            "Ends with 0 if every promise was kept, with 70 if not."
        })
final class Simulate implements Callable<Integer> {

    private static final int MAX_TRACE = 1_000_000;

    /** Kept here: otherwise its level is forgotten with it. What sessions would say of broken connections is in the trace. */
    private static final Logger LIBRARY = Logger.getLogger("dev.dunlin");

    private final Stdio stdio;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What everything is drawn from; another each time by default.")
    private @Nullable Long seed;

    @Option(
            names = "--scenario",
            paramLabel = "call|broker",
            defaultValue = "broker",
            description = "What runs; ${DEFAULT-VALUE} by default.")
    private String scenario = "broker";

    @Option(
            names = "--lying",
            paramLabel = "N",
            description = "How many of the three replicas give wrong answers: 0 or 1.")
    private int lying;

    @Option(names = "--loss", paramLabel = "P", description = "The share of frames that is lost, as 0.2.")
    private double loss;

    @Option(names = "--duplicate", paramLabel = "P", description = "The share of frames that comes twice.")
    private double duplicate;

    @Option(names = "--cut", paramLabel = "P", description = "The share of frames that breaks its connection.")
    private double cut;

    @Option(names = "--delay", paramLabel = "MIN..MAX", description = "By how much frames are held up, as 1ms..50ms.")
    private @Nullable String delay;

    @Option(
            names = "--partition",
            paramLabel = "A|B@2s+3s",
            description = "Nothing passes between two groups of hosts, from a time on, for a time; may be repeated.")
    private List<String> partitions = new ArrayList<>();

    @Option(
            names = "--crash",
            paramLabel = "HOST@1s[+3s]",
            description =
                    "A host loses its memory at a time, and starts again after another, or not at all if it is not"
                            + " said when; may be repeated.")
    private List<String> crashes = new ArrayList<>();

    @Option(
            names = "--pause",
            paramLabel = "HOST@1s+3s",
            description = "A host stands still from a time on, for a time; may be repeated.")
    private List<String> pauses = new ArrayList<>();

    @Option(names = "--trace", description = "Write everything that happens, a line each.")
    private boolean trace;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the last 400 events, as a picture.")
    private @Nullable Path svg;

    @Option(names = "--mermaid", paramLabel = "FILE", description = "Write the last 400 events in Mermaid's language.")
    private @Nullable Path mermaid;

    @Option(names = "--json", description = "All on standard output, as one object on a line.")
    private boolean json;

    Simulate(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        Level before = LIBRARY.getLevel();
        LIBRARY.setLevel(Level.OFF);
        try {
            return simulate();
        } finally {
            LIBRARY.setLevel(before);
        }
    }

    private int simulate() {
        long from = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        Simulation simulation = Simulation.of(SimulationConfig.seed(from).withMaxTraceEvents(MAX_TRACE));
        DrillReport report = run(simulation);
        Trace seen = simulation.trace();
        if (trace) {
            seen.events().forEach(event -> stdio.out().printLine(event.toString()));
        }
        SimulationReport words = new SimulationReport(scenario, from, report, seen);
        if (json) {
            stdio.out().printLine(words.json());
        } else {
            words.lines().forEach(stdio.out()::printLine);
        }
        stdio.out().flush();
        draw(seen);
        return report.violations().isEmpty() ? ExitCode.OK : ExitCode.FAULT;
    }

    private DrillReport run(Simulation simulation) {
        FaultSchedule faults = faults();
        if (lying != 0 && !scenario.equals("call")) {
            throw new IllegalArgumentException(
                    "--lying " + lying + ": only replicas lie; add --scenario call, or leave it out");
        }
        return switch (scenario) {
            case "broker" -> new BrokerDrill(simulation, BrokerDrill.Plan.DEFAULT).run(faults);
            case "call" -> new CallDrill(simulation, CallDrill.Plan.DEFAULT.withLying(lying)).run(faults);
            default -> throw new IllegalArgumentException("--scenario " + scenario + ": must be call or broker");
        };
    }

    private FaultSchedule faults() {
        List<Fault> faults = new ArrayList<>();
        add(faults, "--loss", loss, Verdict.DROP);
        add(faults, "--duplicate", duplicate, Verdict.DUPLICATE);
        add(faults, "--cut", cut, Verdict.CUT);
        if (delay != null) {
            faults.add(FaultWords.delay(delay));
        }
        partitions.forEach(text -> faults.add(FaultWords.partition(text)));
        crashes.forEach(text -> faults.add(FaultWords.crash(text)));
        pauses.forEach(text -> faults.add(FaultWords.pause(text)));
        return new FaultSchedule(faults);
    }

    private static void add(List<Fault> faults, String option, double share, Verdict verdict) {
        if (share != 0) {
            faults.add(FaultWords.share(option, share, verdict));
        }
    }

    private void draw(Trace seen) {
        write(svg, seen.svg());
        write(mermaid, seen.mermaid());
    }

    private static void write(@Nullable Path file, String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            CommandFailure failure =
                    new CommandFailure(ExitCode.OUTPUT, file + ": cannot be written: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
