package dev.dunlin.session;

import dev.dunlin.call.Replica;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a broker is served. Immutable.
 *
 * @param addresses where; at least one
 * @param transport what carries the frames, or null for the one on the class or module path that has an address's scheme
 * @param limits the bounds of each connection; the largest payload taken is {@code maxFrameBytes} less a seventeenth
 * @param environment time and threads, or null for the broker's
 * @param mode which threads serve the clients, and how many clients at once at each address
 * @param publishWindow how many publishes of a connection may be unanswered, 1 to 1,000,000
 * @param maxConnections how many connections may be open, at least 1
 * @param maxConnectionsPerAddress how many of them may come from one {@linkplain
 *     dev.dunlin.transport.Connection#origin() machine}, at least 1; those over {@code unix:} and {@code inmem:} come from
 *     none, and only count among all
 * @param maxSubscriptions how many subscriptions a connection may have open, at least 1
 * @param batchBytes about how many bytes of messages go into one frame, at least 1
 * @param helloTimeout how long a connection may say nothing at first, positive
 * @param closeTimeout how long clients have to leave when the server closes, and then to be told, positive
 * @param heartbeat after how long without a word a client is asked for one, positive; it is given up after three times as long
 * @param resumeTimeout how long publishers that are not connected are remembered, positive
 * @param listener who is told of connections that end
 * @param replica what carries out the calls that come, or null to take none
 */
public record ServerConfig(
        List<URI> addresses,
        @Nullable Transport transport,
        TransportLimits limits,
        @Nullable Environment environment,
        ServerMode mode,
        int publishWindow,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxSubscriptions,
        int batchBytes,
        Duration helloTimeout,
        Duration closeTimeout,
        Duration heartbeat,
        Duration resumeTimeout,
        ServerListener listener,
        @Nullable Replica replica) {

    static final int LARGEST_WINDOW = 1_000_000;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds, or there is no address
     */
    public ServerConfig {
        addresses = List.copyOf(addresses);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(listener, "listener");
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses=[]: name at least one, as in tcp://127.0.0.1:0");
        }
        within("publishWindow", publishWindow, LARGEST_WINDOW);
        within("maxConnections", maxConnections, Integer.MAX_VALUE);
        within("maxConnectionsPerAddress", maxConnectionsPerAddress, Integer.MAX_VALUE);
        within("maxSubscriptions", maxSubscriptions, Integer.MAX_VALUE);
        within("batchBytes", batchBytes, Integer.MAX_VALUE);
        positive("helloTimeout", helloTimeout);
        positive("closeTimeout", closeTimeout);
        positive("heartbeat", heartbeat);
        positive("resumeTimeout", resumeTimeout);
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + "=" + value + ": must be from 1 to " + most);
        }
    }

    static void positive(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be positive");
        }
    }

    /** Starts from defaults that work: a window of 16,384 publishes, 10,000 connections of 10,000 subscriptions. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults at one address. */
    static ServerConfig at(String address) {
        return builder().address(address).build();
    }

    /** Gathers settings. Not safe for use by several threads. */
    public static final class Builder {

        private final List<URI> addresses = new ArrayList<>();
        private @Nullable Transport transport;
        private TransportLimits limits = TransportLimits.DEFAULT;
        private @Nullable Environment environment;
        private ServerMode mode = ServerMode.DEFAULT;
        private int publishWindow = 16_384;
        private int maxConnections = 10_000;
        private int maxConnectionsPerAddress = 5_000;
        private int maxSubscriptions = 10_000;
        private int batchBytes = Protocol.BATCH_BYTES;
        private Duration helloTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private Duration heartbeat = Duration.ofSeconds(10);
        private Duration resumeTimeout = Duration.ofMinutes(2);
        private ServerListener listener = ServerListener.NOBODY;
        private @Nullable Replica replica;

        private Builder() {}

        /**
         * Adds an address.
         *
         * @param address for example {@code tcp://127.0.0.1:0}, where 0 lets the system choose a port
         * @throws IllegalArgumentException if it is malformed
         */
        public Builder address(String address) {
            addresses.add(URI.create(address));
            return this;
        }

        /** What carries the frames; by default what the address's scheme chooses. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /** The bounds of each connection; {@link TransportLimits#DEFAULT} by default. */
        public Builder limits(TransportLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /** Time and threads; the broker's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** Which threads serve the clients, and how many clients at once; {@link ServerMode#DEFAULT} by default. */
        public Builder mode(ServerMode mode) {
            this.mode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** How many publishes of a connection may be unanswered; 16,384 by default. */
        public Builder publishWindow(int publishWindow) {
            this.publishWindow = publishWindow;
            return this;
        }

        /** How many connections may be open; 10,000 by default. One more is told so and closed. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        /**
         * How many connections may come from one machine; 5,000 by default, so that one cannot take all places. One more is
         * told so and closed.
         */
        public Builder maxConnectionsPerAddress(int maxConnectionsPerAddress) {
            this.maxConnectionsPerAddress = maxConnectionsPerAddress;
            return this;
        }

        /** How many subscriptions a connection may have open; 10,000 by default. One more is refused. */
        public Builder maxSubscriptions(int maxSubscriptions) {
            this.maxSubscriptions = maxSubscriptions;
            return this;
        }

        /** About how many bytes of messages go into one frame; 32 KiB by default. */
        public Builder batchBytes(int batchBytes) {
            this.batchBytes = batchBytes;
            return this;
        }

        /** How long a connection may say nothing at first; 10 s by default. */
        public Builder helloTimeout(Duration helloTimeout) {
            this.helloTimeout = Objects.requireNonNull(helloTimeout, "helloTimeout");
            return this;
        }

        /** How long closing waits for the clients to be told; 5 s by default. */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = Objects.requireNonNull(closeTimeout, "closeTimeout");
            return this;
        }

        /** Who is told of connections that end, those included that were refused; nobody by default. */
        public Builder listener(ServerListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * After how long without a word the client is asked for one; 10 s by default. After three times as long it is given
         * up, with {@link dev.dunlin.transport.CloseReason#TIMED_OUT}.
         */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
            return this;
        }

        /**
         * How long what a publisher has published is remembered after its connection has ended, so that what it publishes
         * again is stored once; 2 min by default.
         */
        public Builder resumeTimeout(Duration resumeTimeout) {
            this.resumeTimeout = Objects.requireNonNull(resumeTimeout, "resumeTimeout");
            return this;
        }

        /** What carries out the calls that come; none are taken by default. See {@link ReplicaServer}. */
        public Builder replica(Replica replica) {
            this.replica = Objects.requireNonNull(replica, "replica");
            return this;
        }

        /**
         * Checks and gives the settings.
         *
         * @throws IllegalArgumentException if one is out of bounds, or there is no address
         */
        public ServerConfig build() {
            return new ServerConfig(
                    addresses,
                    transport,
                    limits,
                    environment,
                    mode,
                    publishWindow,
                    maxConnections,
                    maxConnectionsPerAddress,
                    maxSubscriptions,
                    batchBytes,
                    helloTimeout,
                    closeTimeout,
                    heartbeat,
                    resumeTimeout,
                    listener,
                    replica);
        }
    }
}
