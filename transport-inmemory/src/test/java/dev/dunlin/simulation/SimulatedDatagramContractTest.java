package dev.dunlin.simulation;

import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Connections over the simulated packets, held to what every transport promises. */
class SimulatedDatagramContractTest {

    /** What both have in common. */
    interface Simulated extends TransportContract {

        @Override
        default URI address() {
            return URI.create("sim-udp://world:0");
        }
    }

    @Nested
    class WithinAHost implements Simulated {

        @Override
        public World world() {
            return new SimulatedWorld(1, Duration.ofSeconds(5));
        }

        @Override
        public Transport transport() {
            return new SimulatedDatagramTransport();
        }
    }
}
