package dev.dunlin.simulation.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.dunlin.simulation.SeedFailure;
import dev.dunlin.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What {@link SimulationTest} makes of a method, as JUnit sees it. */
class SimulationExtensionTest {

    private static final Set<Long> SEEN = new TreeSet<>();

    /** Run by the tests here alone. */
    static final class Cases {

        @SimulationTest(seeds = 20, first = 5, sometimes = "it rained")
        void holds(Simulation simulation) {
            SEEN.add(simulation.seed());
            simulation.sometimes("it rained", simulation.seed() == 9);
        }

        @SimulationTest(seeds = 20, sometimes = "it snowed")
        void neverGetsThere(Simulation simulation) {
            simulation.sometimes("it rained", true);
        }

        @SimulationTest(seeds = 20)
        void failsForOne(Simulation simulation) {
            simulation.host("gull").note("before");
            assertThat(simulation.seed()).isNotEqualTo(13);
        }

        @SimulationTest(seeds = 1, maxEvents = 50)
        void doesNotEnd(Simulation simulation) {
            again(simulation);
            simulation.runFor(Duration.ofDays(1));
        }

        private static void again(Simulation simulation) {
            simulation.at(simulation.elapsed().plusMillis(1), () -> again(simulation));
        }

        @SimulationTest
        void takesNothing() {}
    }

    private static List<Throwable> failures(String method, Class<?>... parameters) {
        String types = parameters.length == 0 ? "" : Simulation.class.getName();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(Cases.class.getName() + "#" + method + "(" + types + ")"))
                                .build(),
                        listener);
        List<Throwable> thrown = new ArrayList<>();
        for (TestExecutionSummary.Failure failure : listener.getSummary().getFailures()) {
            thrown.add(failure.getException());
        }
        assertThat(listener.getSummary().getTestsFoundCount() + thrown.size()).isPositive();
        return thrown;
    }

    @Test
    void aMethodIsCalledForEachSeed() {
        SEEN.clear();
        assertThat(failures("holds", Simulation.class)).isEmpty();
        assertThat(SEEN).hasSize(20).contains(5L, 24L);
    }

    @Test
    void aPathThatNoRunTakesFails() {
        assertThat(failures("neverGetsThere", Simulation.class))
                .singleElement()
                .isInstanceOf(SeedFailure.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains("in none of 20 runs from seed 1 on: [it snowed]")
                .contains("'-Dtest=SimulationExtensionTest$Cases#neverGetsThere'");
    }

    @Test
    void aFailureNamesTheSeedAndTheCommand() {
        assertThat(failures("failsForOne", Simulation.class))
                .singleElement()
                .isInstanceOf(SeedFailure.class)
                .extracting(Throwable::getMessage)
                .asString()
                .startsWith("seed=13 fails after PT0S")
                .contains("./mvnw test -pl transport-inmemory -am '-Dtest=SimulationExtensionTest$Cases#failsForOne'"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddunlin.seed=13\n")
                .contains("gull  before");
    }

    @Test
    void theBoundOnEventsIsKept() {
        assertThat(failures("doesNotEnd", Simulation.class))
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("maxEvents=50 have happened");
    }

    @Test
    void aMethodWithoutASimulationIsRefused() {
        assertThat(failures("takesNothing"))
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("takes one argument, a Simulation");
    }
}
