package dev.dunlin.simulation;

import dev.dunlin.simulation.drill.BrokerDrill;
import dev.dunlin.simulation.drill.CallDrill;
import dev.dunlin.simulation.jqwik.FaultSchedules;
import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Promises under schedules that jqwik draws, and how it shrinks those that break one. */
class FaultSchedulesProperties {

    @Provide
    Arbitrary<FaultSchedule> aroundABroker() {
        return FaultSchedules.among("station", "gull-1", "gull-2", "tern-1", "tern-2", "tern-3")
                .crashing("station")
                .jumping("tern-2")
                .within(Duration.ofSeconds(2))
                .arbitrary();
    }

    @Provide
    Arbitrary<FaultSchedule> aroundReplicas() {
        return FaultSchedules.among("replica-1", "replica-2", "replica-3", "caller")
                .crashing("replica-1", "replica-2", "replica-3")
                .within(Duration.ofSeconds(1))
                .arbitrary();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void aBrokerKeepsItsPromises(@ForAll("aroundABroker") FaultSchedule faults) {
        new BrokerDrill(Simulation.seed(1), BrokerDrill.Plan.DEFAULT)
                .run(faults)
                .orThrow();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void callsKeepTheirPromises(@ForAll("aroundReplicas") FaultSchedule faults) {
        new CallDrill(Simulation.seed(1), CallDrill.Plan.DEFAULT.withLying(1))
                .run(faults)
                .orThrow();
    }
}
