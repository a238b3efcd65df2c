package dev.dunlin.contracts;

import dev.dunlin.transport.Transport;
import java.net.URI;

/** What a binding of a {@link TransportContract} gives. */
public interface TransportScenarios {

    /** The transport under test. */
    Transport transport();

    /** An address that one can listen on, and nobody does; another, or one that stands for another, each time. */
    URI address();

    /** A new world for a scenario. */
    default World world() {
        return World.system();
    }

    /** A scenario in a new world. */
    default TransportScenario transportScenario() {
        return new TransportScenario(world(), transport(), this::address);
    }
}
