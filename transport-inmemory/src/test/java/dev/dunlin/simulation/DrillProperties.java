package dev.dunlin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.simulation.drill.BrokerDrill;
import dev.dunlin.simulation.drill.CallDrill;
import dev.dunlin.simulation.drill.DrillReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The drills, for seeds that nobody has seen before, and for those that once failed. {@code -Ddunlin.seeds=} sets how many new
 * ones there are for each drill; {@code transport-inmemory/hunt} runs many, and keeps those that fail.
 */
class DrillProperties {

    private static final int SEEDS = Integer.getInteger("dunlin.seeds", 1_000);

    /** With fewer seeds a path that is seldom taken may be taken by none. */
    private static final boolean MANY = SEEDS >= 1_000;

    private static final Path KEPT = Path.of("src", "test", "seeds");
    private static final List<String> BROKER_HOSTS =
            List.of("station", "gull-1", "gull-2", "tern-1", "tern-2", "tern-3");
    private static final List<String> REPLICAS = List.of("replica-1", "replica-2", "replica-3");
    private static final List<String> CALL_HOSTS = List.of("replica-1", "replica-2", "replica-3", "caller");

    /** Kept, or its level is forgotten with it: sessions say much of connections that are broken on purpose. */
    private static final Logger SESSIONS = Logger.getLogger("dev.dunlin");

    @BeforeAll
    static void beQuiet() {
        SESSIONS.setLevel(Level.OFF);
    }

    private static final RandomFaults AROUND_A_BROKER =
            new RandomFaults(BROKER_HOSTS, List.of("station"), List.of("gull-1", "tern-1"), Duration.ofSeconds(3), 5);
    private static final RandomFaults AROUND_REPLICAS =
            new RandomFaults(CALL_HOSTS, REPLICAS, CALL_HOSTS, Duration.ofSeconds(3), 5);

    static void broker(Simulation simulation) {
        broker(simulation, BrokerDrill.Plan.DEFAULT, AROUND_A_BROKER.draw(chance(simulation)));
    }

    static void brokerOverDatagrams(Simulation simulation) {
        broker(simulation, BrokerDrill.Plan.DEFAULT.withDatagrams(), AROUND_A_BROKER.draw(chance(simulation)));
    }

    private static SplittableRandom chance(Simulation simulation) {
        return new SplittableRandom(simulation.seed());
    }

    private static void broker(Simulation simulation, BrokerDrill.Plan plan, FaultSchedule schedule) {
        simulation.note("faults " + schedule);
        DrillReport report = new BrokerDrill(simulation, plan).run(schedule);
        if (MANY && !plan.overDatagrams()) {
            simulation.sometimes("a connection broke", report.network().reset() > 0);
        }
        if (MANY) {
            simulation.sometimes(
                    "a subscriber was told of a gap", report.counts().get("gaps") > 0);
            simulation.sometimes("a publish was refused", report.counts().get("refused") > 0);
        }
        if (MANY && plan.overDatagrams()) {
            simulation.sometimes(
                    "a packet came damaged",
                    simulation.datagrams().counts().getOrDefault(DatagramCount.DAMAGED, 0L) > 0);
        }
        tellOfNetwork(simulation, report);
        report.orThrow();
    }

    static void call(Simulation simulation) {
        call(simulation, AROUND_REPLICAS.draw(chance(simulation)));
    }

    private static void call(Simulation simulation, FaultSchedule schedule) {
        simulation.note("faults " + schedule);
        int lying = (int) (simulation.seed() % 2);
        DrillReport report = new CallDrill(simulation, CallDrill.Plan.DEFAULT.withLying(lying)).run(schedule);
        if (MANY) {
            simulation.sometimes("too few answered", report.counts().get("too few") > 0);
            simulation.sometimes(
                    "a request was sent again",
                    report.counts().get("attempts") > 3 * report.counts().get("calls"));
        }
        tellOfNetwork(simulation, report);
        report.orThrow();
    }

    private static void tellOfNetwork(Simulation simulation, DrillReport report) {
        if (!MANY) {
            return;
        }
        NetworkStats network = report.network();
        simulation.sometimes("a frame was lost", network.dropped() > 0);
        simulation.sometimes("a frame was held up", network.delayed() > 0);
        simulation.sometimes("a frame came twice", network.duplicated() > 0);
        simulation.sometimes("a frame was damaged", network.corrupted() > 0);
        simulation.sometimes("a connection was cut", network.cut() > 0);
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS) // as many as a hunt wants
    void newSeedsForTheBroker() {
        check("broker", SEEDS, DrillProperties::broker);
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void newSeedsForTheBrokerOverDatagrams() {
        check("datagrams", Math.max(1, SEEDS / 5), DrillProperties::brokerOverDatagrams);
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void newSeedsForCalls() {
        check("call", SEEDS, DrillProperties::call);
    }

    private static void check(String drill, int count, Scenario scenario) {
        Seeds seeds = Seeds.fresh(count);
        String which = "the " + drill + " drill, seeds " + seeds.first() + " to " + (seeds.first() + seeds.count() - 1);
        System.out.println(which);
        long begun = System.nanoTime();
        seeds.check(scenario);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %d in %.1f s, %.0f a second%n",
                which,
                seeds.count(),
                seconds,
                seeds.count() / seconds);
    }

    @Test
    void seedsThatOnceFailed() throws IOException {
        assertThat(kept("broker")).isNotEmpty();
        for (long seed : kept("broker")) {
            broker(Simulation.seed(seed));
            Simulation asThen = Simulation.seed(seed);
            broker(asThen, BrokerDrill.Plan.DEFAULT, AROUND_A_BROKER.drawLarge(chance(asThen)));
        }
        for (long seed : kept("datagrams")) {
            brokerOverDatagrams(Simulation.seed(seed));
        }
        for (long seed : kept("call")) {
            call(Simulation.seed(seed));
            Simulation asThen = Simulation.seed(seed);
            call(asThen, AROUND_REPLICAS.drawLarge(chance(asThen)));
        }
    }

    private static List<Long> kept(String drill) throws IOException {
        Path file = KEPT.resolve(drill + ".txt");
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Long::valueOf)
                .toList();
    }
}
