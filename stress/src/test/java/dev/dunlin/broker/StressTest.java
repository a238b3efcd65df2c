package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the jcstress suite briefly, in a process of its own, as a part of the build. For a long run, which sees rarer
 * things: {@code java -jar stress/target/jcstress.jar -t 'broker\.[A-Z]'}.
 */
class StressTest {

    private static final int FOUND_FORBIDDEN = 1;
    private static final long PATIENCE_SECONDS = 300;
    private static final int MORE_RUNS = 5;

    @TempDir
    private Path reports;

    @Test
    void theShippedClassesShowNothingForbidden() throws Exception {
        Run run = stress("dev\\.dunlin\\.broker\\.[A-Z]");
        assertThat(run.output)
                .contains("[OK] dev.dunlin.broker.SlotIsWhole")
                .contains("[OK] dev.dunlin.broker.PublishersCrossSegments")
                .contains("[OK] dev.dunlin.broker.BuriedWhileRead")
                .contains("[OK] dev.dunlin.broker.SegmentBuriedWhileUsed")
                .contains("[OK] dev.dunlin.broker.NoWakeUpIsLost")
                .contains("[OK] dev.dunlin.broker.UnlinkedWhileUsed");
        assertThat(run.exit).as(run.output).isZero();
    }

    /**
     * Whether a race shows depends on what else the machine does: each is given several runs, one of which must show it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"SlotBeforeColumns", "SignalWithoutOrder", "ReadWithoutSecondLook"})
    void theBrokenOnesAreNoticed(String name) throws Exception {
        Run run = stress("dev\\.dunlin\\.broker\\.broken\\." + name);
        for (int more = 0; run.exit == 0 && more < MORE_RUNS; more++) {
            run = stress("dev\\.dunlin\\.broker\\.broken\\." + name);
        }
        assertThat(run.output).contains("[FAILED] dev.dunlin.broker.broken." + name);
        assertThat(run.exit).as(run.output).isEqualTo(FOUND_FORBIDDEN);
    }

    private record Run(int exit, String output) {}

    /** One JVM mode, one compilation for all actors: a fortieth of what jcstress would try by itself. */
    private Run stress(String tests) throws IOException, InterruptedException {
        Path output = reports.resolve("output");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                tests,
                "-r",
                reports.toString(),
                "-f",
                "1",
                "-iters",
                "2",
                "-time",
                "200",
                "-v",
                "-sc",
                "false",
                "-af",
                "NONE",
                "-jvmArgs",
                "-XX:+UseSerialGC");
        Process process = new ProcessBuilder(command)
                .directory(reports.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(ended)
                    .as("ended within " + PATIENCE_SECONDS + " s: " + read(output))
                    .isTrue();
            return new Run(process.exitValue(), read(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
