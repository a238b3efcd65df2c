package dev.dunlin.simulation;

import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;

/** Two hosts that exchange frames, and depend on nothing but the simulation: their hash changes when that does. */
final class HashedTalk implements Receiver {

    private static final SimulatedTransport TRANSPORT = new SimulatedTransport();
    private static final long FRAMES = 50;

    private final Host host;
    private final Connection connection;

    private HashedTalk(Host host, Connection connection) {
        this.host = host;
        this.connection = connection;
    }

    static void listen(Host host) {
        var unused = TRANSPORT.listen(
                URI.create(host.address(1)),
                host.environment(),
                TransportLimits.DEFAULT,
                connection -> new HashedTalk(host, connection));
    }

    static void speak(Host host) {
        Connection connection = host.environment()
                .await(
                        TRANSPORT.connect(
                                URI.create("sim://tern:1"),
                                host.environment(),
                                TransportLimits.DEFAULT,
                                end -> new HashedTalk(host, end)),
                        Long.MAX_VALUE);
        for (long token = 0; token < FRAMES; token++) {
            connection.send(new Frame.Ping(token));
            connection.flush();
        }
    }

    @Override
    public void onFrame(Frame frame) {
        if (frame instanceof Frame.Ping ping) {
            host.note("drew " + host.environment().random().nextInt(100));
            connection.send(new Frame.Ping(ping.token() + FRAMES));
        }
    }

    @Override
    public void onPause() {
        if (host.name().equals("tern")) {
            connection.flush();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(Closed how) {}
}
