package dev.dunlin.simulation.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Simulation;
import dev.dunlin.simulation.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What {@code docs/simulation.md} says: its code is this code, and what it says happens, happens. */
class SimulationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "simulation.md");
    private static final Path HERE = Path.of("src", "test", "java", "dev", "dunlin", "simulation", "example");

    @ParameterizedTest
    @ValueSource(strings = {"LeaseServer", "LeaseWorker", "LeaseScenario", "LeaseProperties"})
    void thePageShowsTheCode(String name) throws IOException {
        String source = Files.readString(HERE.resolve(name + ".java"));
        int begin = source.indexOf("[]\n") + 3;
        String tagged = source.substring(begin, source.indexOf("// end::"));
        assertThat(Files.readString(PAGE)).contains("```java\n" + tagged + "```");
    }

    @Test
    void thePropertyOfHastyWorkersFailsAndShrinksToOneFault() {
        Listener listener = new Listener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(HastyLeases.class))
                .build();
        String report = printed(() -> LauncherFactory.create().execute(request, listener));
        assertThat(listener.failures).hasSize(1);
        // What was drawn may be as small as can be: then it is not shrunk.
        boolean smallAtFirst = !report.contains("Shrunk Sample");
        String shrunk = report.substring(report.indexOf(smallAtFirst ? "Sample\n" : "Shrunk Sample"));
        shrunk = smallAtFirst ? shrunk : shrunk.substring(0, shrunk.indexOf("Original Sample"));
        assertThat(shrunk.split("at=PT", -1)).as(shrunk).hasSize(2);
    }

    @Test
    void theCounterexampleHasADiagram() {
        Fault lost =
                new Fault.Noise("server", Fault.ANY, Verdict.DROP, 0.12, Duration.ofMillis(1), Duration.ofMillis(2));
        Simulation simulation = LeaseScenario.run(1, FaultSchedule.of(lost), false);
        assertThat(LeaseScenario.bothHadIt(simulation)).isTrue();
        assertThat(simulation.trace().svg()).startsWith("<svg ").contains("both have the lease");
        assertThat(simulation.trace().mermaid()).startsWith("sequenceDiagram").contains("both have the lease");
        assertThat(LeaseScenario.bothHadIt(LeaseScenario.run(1, FaultSchedule.of(lost), true)))
                .isFalse();
    }

    private static String printed(Runnable what) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            what.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What the launcher tells. */
    private static final class Listener implements TestExecutionListener {

        private final List<Throwable> failures = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                result.getThrowable().ifPresent(failures::add);
            }
        }
    }
}
