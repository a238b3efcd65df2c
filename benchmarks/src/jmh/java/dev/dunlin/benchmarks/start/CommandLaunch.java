package dev.dunlin.benchmarks.start;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How long the command line takes from its start until it has ended, as the script {@code dunlin} starts it. */
final class CommandLaunch implements Launch {

    private static final double NANOS_PER_MILLI = 1e6;

    CommandLaunch() {}

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        Path script = Path.of("dunlin").toAbsolutePath();
        if (!Files.isExecutable(script)) {
            return new Outcome.Missing("no " + script + ": run ./bench, which starts in the project's folder");
        }
        double unused = millis(script, log);
        return new Outcome.Measured(millis(script, log), Map.of());
    }

    private static double millis(Path script, Path log) throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (Child child = Child.command(log, List.of(script.toString(), "--version"))) {
            String said = child.hear("dunlin");
            child.awaitEnd();
            if (said.isEmpty()) {
                throw new IOException(script + " --version does not say its version");
            }
            return (System.nanoTime() - started) / NANOS_PER_MILLI;
        }
    }
}
