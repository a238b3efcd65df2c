package dev.dunlin.simulation.example;

import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Simulation;
import java.time.Duration;
import java.util.List;

// tag::scenario[]
/** A server and two workers, for ten seconds: looks every ten milliseconds who has the lease. */
final class LeaseScenario {

    private LeaseScenario() {}

    static Simulation run(long seed, FaultSchedule faults, boolean careful) {
        Simulation simulation = Simulation.seed(seed);
        String server = simulation.host("server", LeaseServer::start).address(7000);
        List<LeaseWorker> workers = List.of(
                new LeaseWorker(simulation.host("ann"), server, careful),
                new LeaseWorker(simulation.host("bob"), server, careful));
        faults.applyTo(simulation);
        for (int i = 0; i < 1_000; i++) {
            simulation.runFor(Duration.ofMillis(10));
            if (workers.stream().filter(LeaseWorker::holds).count() > 1) {
                simulation.note("both have the lease");
                return simulation;
            }
        }
        return simulation;
    }

    static boolean bothHadIt(Simulation simulation) {
        return simulation.trace().text().contains("both have the lease");
    }
}
// end::scenario[]
