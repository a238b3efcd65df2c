package dev.dunlin.simulation;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/** A transport whose connections are made from another host than that which listens. */
record AcrossHosts(Transport transport) implements Transport {

    @Override
    public boolean accepts(String scheme) {
        return transport.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return transport.listen(address, environment, limits, acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return transport.connect(address, SimulatedWorld.across(environment), limits, acceptor);
    }
}
