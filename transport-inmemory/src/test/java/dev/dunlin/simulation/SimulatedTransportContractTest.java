package dev.dunlin.simulation;

import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The simulated network, held to what every transport promises. */
class SimulatedTransportContractTest {

    /** What both have in common. */
    interface Simulated extends TransportContract {

        @Override
        default URI address() {
            return URI.create("sim://world:0");
        }
    }

    @Nested
    class WithinAHost implements Simulated {

        @Override
        public World world() {
            return new SimulatedWorld(1);
        }

        @Override
        public Transport transport() {
            return new SimulatedTransport();
        }
    }

    @Nested
    class FromAnotherHost implements Simulated {

        @Override
        public World world() {
            return new SimulatedWorld(1, Duration.ofMillis(100));
        }

        @Override
        public Transport transport() {
            return new AcrossHosts(new SimulatedTransport());
        }
    }
}
