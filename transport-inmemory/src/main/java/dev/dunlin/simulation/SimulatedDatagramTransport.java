package dev.dunlin.simulation;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/**
 * Connects the hosts of a {@link Simulation} over packets that may be lost, come twice, late or damaged, under addresses such
 * as {@code sim-udp://station:7400}: connections are made of them by {@link dev.dunlin.datagram.ReliableTransport}.
 */
public final class SimulatedDatagramTransport implements Transport {

    /** One for all simulations. */
    public SimulatedDatagramTransport() {}

    @Override
    public boolean accepts(String scheme) {
        return SimulatedDatagrams.SCHEME.equalsIgnoreCase(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return of(environment, address).listen(address, environment, limits, acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return of(environment, address).connect(address, environment, limits, acceptor);
    }

    private static Transport of(Environment environment, URI address) {
        return SimulatedTransport.host(environment, address).simulation().datagrams();
    }
}
