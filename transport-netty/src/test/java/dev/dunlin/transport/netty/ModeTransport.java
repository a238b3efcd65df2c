package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Listens in a mode, whether or not it is asked to. */
final class ModeTransport implements Transport {

    private final ServerMode mode;
    private final Transport transport;

    ModeTransport(ServerMode mode) {
        this(mode, new NettyTransport());
    }

    private ModeTransport(ServerMode mode, Transport transport) {
        this.mode = mode;
        this.transport = transport;
    }

    /** One whose frames are taken by whatever is given, a connection's one after the other. */
    static ModeTransport inTurn(Executor threads) {
        return new ModeTransport(
                ServerMode.DEFAULT,
                new NettyTransport(
                        EventLoops::preferred,
                        Resolver.SYSTEM,
                        (mode, endpoint) ->
                                new Crew.Shared(endpoint.loops().group(), loop -> new SerialTurn(threads))));
    }

    @Override
    public boolean accepts(String scheme) {
        return transport.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return transport.listen(address, environment, limits, mode, acceptor);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, ServerMode asked, Acceptor acceptor) {
        return listen(address, environment, limits, acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return transport.connect(address, environment, limits, acceptor);
    }
}
