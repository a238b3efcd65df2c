package dev.dunlin.benchmarks.checkpoint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.MissingPeerException;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CriuCheckpointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The launches of one row: all its cells are measured by one process, which does in turn what each of them does, so that what
 * else the machine does meets all alike. The first cell of a round runs it, the others take their part. For one thread.
 */
final class Turns {

    private static final int UNCOUNTED = 1;
    private static final int COUNTED = 3;
    private static final List<String> FLAGS = List.of("-Xmx1g", "-XX:+UseSerialGC");

    private final int mebibytes;
    private final Map<Driver, Outcome> held = new EnumMap<>(Driver.class);

    Turns(int mebibytes) {
        this.mebibytes = mebibytes;
    }

    Launch of(Driver driver) {
        return (plan, log) -> launch(driver, log);
    }

    private Outcome launch(Driver driver, Path log) throws IOException, InterruptedException {
        Outcome outcome = held.remove(driver);
        if (outcome != null) {
            return outcome;
        }
        requireTool();
        held.clear();
        Outcome.Measured all =
                (Outcome.Measured) Child.measure(log, FLAGS, CycleRun.class, mebibytes, UNCOUNTED, COUNTED);
        for (Driver each : Driver.values()) {
            if (each != driver) {
                held.put(each, part(each, all.notes()));
            }
        }
        return part(driver, all.notes());
    }

    private static Outcome part(Driver driver, Map<String, Double> all) {
        String name = driver.name().toLowerCase(Locale.ROOT);
        Map<String, Double> notes = new TreeMap<>();
        for (String note : List.of("checkpoint", "restore", "downtime")) {
            notes.put(note, number(all, name + " " + note));
        }
        return new Outcome.Measured(number(all, name), notes);
    }

    private static double number(Map<String, Double> all, String name) {
        return all.getOrDefault(name, Double.NaN);
    }

    private static void requireTool() throws MissingPeerException {
        if (new CriuCheckpointer().verdict() instanceof Verdict.Refused refused) {
            throw new MissingPeerException(refused.obstacles().stream()
                    .map(finding -> finding.what() + " (" + finding.mend() + ")")
                    .collect(Collectors.joining("; ")));
        }
    }
}
