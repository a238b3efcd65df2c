package dev.dunlin.transport.inmemory;

import dev.dunlin.broker.Attributes;
import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.inmemory.LossyNetwork.Weather;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A listener and its clients on a lossy network, on virtual time. For one thread. */
final class LinkScene {

    private static final URI ADDRESS = URI.create("lossy://there");
    private static final Duration STEP = Duration.ofMillis(10);

    private final VirtualEnvironment world;
    private final LossyNetwork network;
    private final ReliableTransport transport;
    private final List<Side> accepted = new ArrayList<>();
    private final Listener listener;

    LinkScene(Weather weather, long seed) {
        world = VirtualEnvironment.startingAt(Instant.EPOCH, seed);
        network = new LossyNetwork(weather, seed);
        transport = new ReliableTransport(network);
        listener = transport
                .listen(ADDRESS, world, TransportLimits.DEFAULT, connection -> {
                    Side side = new Side(connection);
                    accepted.add(side);
                    return side;
                })
                .toCompletableFuture()
                .join();
    }

    /** What one end has sent and seen. */
    static final class Side implements Receiver {

        private final Connection connection;
        private final List<Frame> sent = new ArrayList<>();
        private final List<Frame> seen = new ArrayList<>();
        private @Nullable Closed ended;

        Side(Connection connection) {
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }

        List<Frame> sent() {
            return sent;
        }

        List<Frame> seen() {
            return seen;
        }

        @Nullable
        Closed ended() {
            return ended;
        }

        /** Sends a frame with so many bytes, unlike all others. */
        void send(int bytes) {
            Frame frame = new Frame.Publish(
                    sent.size(), List.of(new Frame.Outgoing("tides", new byte[bytes], Attributes.NONE, 0, 0)));
            sent.add(frame);
            connection.send(frame);
            connection.flush();
        }

        @Override
        public void onFrame(Frame frame) {
            // A link that breaks for a fault says so last.
            if (!(frame instanceof Frame.Goodbye)) {
                seen.add(frame);
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {
            if (ended != null) {
                throw new AssertionError("ended twice: " + ended + " and " + how);
            }
            ended = how;
        }
    }

    VirtualEnvironment world() {
        return world;
    }

    LossyNetwork network() {
        return network;
    }

    Listener listener() {
        return listener;
    }

    /** Those whom the listener has let in. */
    List<Side> accepted() {
        return accepted;
    }

    long count(DatagramCount of) {
        return transport.counts().getOrDefault(of, 0L);
    }

    /** Connects; fails as the transport does. */
    Side connect() {
        CompletableFuture<Side> made = new CompletableFuture<>();
        CompletableFuture<Connection> connecting = transport
                .connect(ADDRESS, world, TransportLimits.DEFAULT, connection -> {
                    Side side = new Side(connection);
                    made.complete(side);
                    return side;
                })
                .toCompletableFuture();
        run(Duration.ofSeconds(20), connecting::isDone);
        try {
            connecting.join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
        return made.join();
    }

    /** Lets time go by until something is so; whether it came to be. */
    boolean run(Duration most, BooleanSupplier until) {
        Instant deadline = world.now().plus(most);
        world.run();
        while (!until.getAsBoolean()) {
            if (!world.now().isBefore(deadline)) {
                return false;
            }
            world.advance(STEP);
        }
        return true;
    }
}
