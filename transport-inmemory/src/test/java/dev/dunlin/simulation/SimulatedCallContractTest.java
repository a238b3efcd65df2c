package dev.dunlin.simulation;

import dev.dunlin.contracts.CallContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;

/** Calls over the simulated network, held to what calls promise. */
class SimulatedCallContractTest implements CallContract {

    @Override
    public World world() {
        return new SimulatedWorld(2);
    }

    @Override
    public Transport transport() {
        return new SimulatedTransport();
    }

    @Override
    public URI address() {
        return URI.create("sim://world:0");
    }
}
