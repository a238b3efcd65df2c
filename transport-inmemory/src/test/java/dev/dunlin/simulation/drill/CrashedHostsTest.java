package dev.dunlin.simulation.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Simulation;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any host of a drill may crash, for a time or for good, and what is promised then is judged. */
class CrashedHostsTest {

    /** Kept, or its level is forgotten with it. */
    private static final Logger SESSIONS = Logger.getLogger("dev.dunlin");

    private static final Duration AT = Duration.ofMillis(700);

    @BeforeAll
    static void beQuiet() {
        SESSIONS.setLevel(Level.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "station, 1s",
        "gull-1, 1s",
        "tern-1, 1s",
        "tern-2, 1s",
        "gull-2, PT0.001S",
        "tern-3, PT0.001S",
        "station, for good",
        "gull-1, for good",
        "tern-1, for good",
        "tern-2, for good"
    })
    void ofTheBrokersDrill(String host, String span) {
        for (int seed = 1; seed <= 8; seed++) {
            DrillReport report = new BrokerDrill(Simulation.seed(seed), BrokerDrill.Plan.DEFAULT)
                    .run(FaultSchedule.of(crash(host, span, seed)))
                    .orThrow();
            boolean rest = !span.equals("for good") || host.startsWith("tern");
            assertThat(report.counts().get("published"))
                    .isEqualTo(rest ? 200 : report.counts().get("published"));
            if (!rest && host.equals("gull-1")) {
                assertThat(report.counts().get("published")).isBetween(100L, 199L);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"caller, 1s", "replica-1, 1s", "caller, for good", "replica-2, for good"})
    void ofTheCallsDrill(String host, String span) {
        for (int seed = 1; seed <= 8; seed++) {
            CallDrill drill = new CallDrill(Simulation.seed(seed), CallDrill.Plan.DEFAULT);
            DrillReport report =
                    drill.run(FaultSchedule.of(crash(host, span, seed))).orThrow();
            long calls = report.counts().get("calls");
            if (host.equals("caller") && span.equals("for good")) {
                assertThat(calls).isBetween(1L, 49L);
            } else {
                assertThat(calls).isEqualTo(50);
            }
        }
    }

    private static Fault.Crash crash(String host, String span, long seed) {
        Duration length =
                span.equals("for good") ? Fault.FOR_GOOD : Duration.parse(span.startsWith("P") ? span : "PT" + span);
        return new Fault.Crash(host, AT.plusMillis(seed), length, seed % 2 == 0);
    }
}
