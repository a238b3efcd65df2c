package dev.dunlin.benchmarks.simulation;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.footprint.LiveHeap;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Simulation;
import dev.dunlin.simulation.SimulationConfig;
import dev.dunlin.simulation.drill.BrokerDrill;
import dev.dunlin.simulation.drill.CallDrill;
import dev.dunlin.simulation.drill.DrillReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * Runs a drill without faults again and again, each with another seed; the median of the second half counts.
 *
 * <p>Arguments: calls, broker, time or hosts, and how many rounds.
 */
final class SimulationRun {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private SimulationRun() {}

    public static void main(String[] arguments) {
        String what = arguments[0];
        int rounds = what.equals("hosts") ? 1 : Integer.parseInt(arguments[1]);
        double[] results = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            results[i] = round(what, i);
        }
        double[] late = Arrays.copyOfRange(results, rounds / 2, rounds);
        Arrays.sort(late);
        Child.result(new Outcome.Measured(late[late.length / 2], Map.of()));
    }

    private static double round(String what, long seed) {
        Simulation simulation =
                Simulation.of(SimulationConfig.seed(seed).withMaxTraceEvents(0).withMaxEvents(Long.MAX_VALUE));
        long begun = System.nanoTime();
        DrillReport report = run(what, simulation).orThrow();
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        return switch (what) {
            case "time" -> report.took().toNanos() / NANOS_PER_SECOND / seconds;
            case "hosts" -> heldMebibytes(simulation);
            default -> report.network().passages() / seconds;
        };
    }

    private static DrillReport run(String what, Simulation simulation) {
        return switch (what) {
            case "calls" ->
                new CallDrill(simulation, new CallDrill.Plan(3, 0, 20_000, MILLI, Duration.ofSeconds(5)))
                        .run(FaultSchedule.NONE);
            case "broker" -> broker(simulation, 10, 10_000, MILLI);
            case "time" -> broker(simulation, 1, 20_000, Duration.ofMillis(10));
            case "hosts" -> broker(simulation, 998, 10, MILLI);
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static DrillReport broker(Simulation simulation, int subscribers, int messages, Duration every) {
        return new BrokerDrill(simulation, new BrokerDrill.Plan(1, subscribers, messages, every, false))
                .run(FaultSchedule.NONE);
    }

    private static double heldMebibytes(Simulation simulation) {
        double mebibytes = LiveHeap.bytes() / (double) (1 << 20);
        if (simulation.hosts().size() != 1_000) {
            throw new IllegalStateException(simulation.hosts().size() + " hosts");
        }
        return mebibytes;
    }
}
