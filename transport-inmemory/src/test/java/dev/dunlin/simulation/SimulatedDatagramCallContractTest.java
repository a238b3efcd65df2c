package dev.dunlin.simulation;

import dev.dunlin.contracts.CallContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.time.Duration;

/** Calls over the simulated packets, held to what calls promise. */
class SimulatedDatagramCallContractTest implements CallContract {

    @Override
    public World world() {
        return new SimulatedWorld(2, Duration.ofSeconds(5));
    }

    @Override
    public Transport transport() {
        return new SimulatedDatagramTransport();
    }

    @Override
    public URI address() {
        return URI.create("sim-udp://world:0");
    }
}
