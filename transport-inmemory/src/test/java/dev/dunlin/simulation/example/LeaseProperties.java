package dev.dunlin.simulation.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.jqwik.FaultSchedules;
import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

// tag::property[]
/** Whatever goes wrong, never two have the lease. */
class LeaseProperties {

    @Provide
    Arbitrary<FaultSchedule> faults() {
        return FaultSchedules.among("server", "ann", "bob")
                .within(Duration.ofSeconds(5))
                .arbitrary();
    }

    @Property(tries = 300)
    void neverBoth(@ForAll("faults") FaultSchedule faults) {
        assertThat(LeaseScenario.bothHadIt(LeaseScenario.run(1, faults, careful())))
                .isFalse();
    }

    boolean careful() {
        return true;
    }
}
// end::property[]
