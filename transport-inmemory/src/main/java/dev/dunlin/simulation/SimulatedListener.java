package dev.dunlin.simulation;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A port of a host that takes connections in. */
final class SimulatedListener implements Listener {

    final Life life;
    final TransportLimits limits;
    final Acceptor acceptor;
    private final int port;
    private final URI address;

    SimulatedListener(Life life, int port, TransportLimits limits, Acceptor acceptor, URI address) {
        this.life = life;
        this.port = port;
        this.limits = limits;
        this.acceptor = acceptor;
        this.address = address;
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public CompletionStage<Void> close() {
        life.listeners.remove(port, this);
        return CompletableFuture.completedStage(null);
    }
}
