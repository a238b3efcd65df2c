package dev.dunlin.call.ordered;

import dev.dunlin.broker.Broker;
import dev.dunlin.call.Replica;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an ordered replica is made of. Immutable. {@code machine}, {@code readings}, {@code maxRememberedBytes} and {@code
 * remember} are a part of what all replicas do alike: they must be the same on all.
 *
 * @param name which of the replicas it is: the same when it is started anew, another for each; 1 to 255 characters
 * @param broker keeps the log
 * @param topic the log's name. How long its messages live is how long a replica may be away without a peer's help
 * @param machine what requests change
 * @param readings procedures that change nothing, by name
 * @param snapshots gives and takes the state; null if a replica that the log does not reach back to is not to be helped
 * @param peers where the other replicas are
 * @param replica what else is served, and the limits of calls
 * @param maxRememberedBytes how many bytes of results may be remembered, overhead included, at least 1; beyond that requests
 *     are not carried out
 * @param remember how long the results of a caller of which nothing comes are kept, by the log's time; positive, and longer
 *     than any caller's deadline and reconnecting
 * @param pieceBytes how many bytes of a snapshot are sent at a time, 1 to 16 MiB
 * @param maxImageBytes how large a peer's snapshot may be, at least 1
 * @param imageTimeout how long a peer may take to give its snapshot, or a piece of it; positive
 * @param environment time, threads and chance
 * @param transport what carries the frames between replicas, or null for the one that an address's scheme chooses
 */
public record OrderedConfig(
        String name,
        Broker broker,
        String topic,
        StateMachine machine,
        Map<String, StateMachine> readings,
        @Nullable Snapshots snapshots,
        List<URI> peers,
        Replica.Builder replica,
        long maxRememberedBytes,
        Duration remember,
        int pieceBytes,
        int maxImageBytes,
        Duration imageTimeout,
        Environment environment,
        @Nullable Transport transport) {

    private static final int LARGEST_PIECE = 16 << 20;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public OrderedConfig {
        if (name.isEmpty() || name.length() > 255) {
            throw new IllegalArgumentException("name=\"" + name + "\": must have 1 to 255 characters");
        }
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(machine, "machine");
        readings = Map.copyOf(readings);
        peers = List.copyOf(peers);
        Objects.requireNonNull(replica, "replica");
        atLeastOne("maxRememberedBytes", maxRememberedBytes);
        positive("remember", remember);
        atLeastOne("pieceBytes", pieceBytes);
        if (pieceBytes > LARGEST_PIECE) {
            throw new IllegalArgumentException("pieceBytes=" + pieceBytes + ": at most " + LARGEST_PIECE);
        }
        atLeastOne("maxImageBytes", maxImageBytes);
        positive("imageTimeout", imageTimeout);
        Objects.requireNonNull(environment, "environment");
        if (peers.stream().distinct().count() != peers.size()) {
            throw new IllegalArgumentException("peers=" + peers + ": one is named twice");
        }
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + "=" + value + ": must be at least 1");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be positive");
        }
    }

    /** How many replicas there are. */
    int replicas() {
        return peers.size() + 1;
    }

    /**
     * Starts from defaults that work, for a single replica: name its {@link Builder#peers}.
     *
     * @param name which of the replicas it is
     * @param broker keeps the log
     * @param topic the log's name
     * @param machine what requests change
     */
    public static Builder of(String name, Broker broker, String topic, StateMachine machine) {
        return new Builder(name, broker, topic, machine);
    }

    /** Gathers settings. Not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private final Broker broker;
        private final String topic;
        private final StateMachine machine;
        private final Map<String, StateMachine> readings = new HashMap<>();
        private @Nullable Snapshots snapshots;
        private List<URI> peers = List.of();
        private Replica.Builder replica = Replica.builder();
        private long maxRememberedBytes = 64 << 20;
        private Duration remember = Duration.ofMinutes(10);
        private int pieceBytes = 256 << 10;
        private int maxImageBytes = 256 << 20;
        private Duration imageTimeout = Duration.ofSeconds(10);
        private Environment environment;
        private @Nullable Transport transport;

        private Builder(String name, Broker broker, String topic, StateMachine machine) {
            this.name = Objects.requireNonNull(name, "name");
            this.broker = Objects.requireNonNull(broker, "broker");
            this.topic = Objects.requireNonNull(topic, "topic");
            this.machine = Objects.requireNonNull(machine, "machine");
            this.environment = broker.environment();
        }

        /**
         * Adds a procedure that changes nothing: asked for by {@link OrderedCall#read} it takes no place in the log.
         *
         * @param procedure its name
         * @param reading gives the result; called as the machine is
         * @throws IllegalArgumentException if the name is taken
         */
        public Builder reading(String procedure, StateMachine reading) {
            Objects.requireNonNull(reading, "reading");
            if (readings.putIfAbsent(Objects.requireNonNull(procedure, "procedure"), reading) != null) {
                throw new IllegalArgumentException("procedure=\"" + procedure + "\": is there already");
            }
            return this;
        }

        /** Gives and takes the state; by default a replica that the log does not reach back to serves no more. */
        public Builder snapshots(Snapshots snapshots) {
            this.snapshots = Objects.requireNonNull(snapshots, "snapshots");
            return this;
        }

        /**
         * Where the other replicas are; none by default.
         *
         * @param peers their addresses, for example {@code tcp://host:port}
         * @throws IllegalArgumentException if one is malformed
         */
        public Builder peers(String... peers) {
            this.peers = Stream.of(peers).map(URI::create).toList();
            return this;
        }

        /** What else is served, and the limits of calls; its environment and log are set. {@link Replica#builder()} by default. */
        public Builder replica(Replica.Builder replica) {
            this.replica = Objects.requireNonNull(replica, "replica");
            return this;
        }

        /** How many bytes of results may be remembered; 64 MiB by default. */
        public Builder maxRememberedBytes(long maxRememberedBytes) {
            this.maxRememberedBytes = maxRememberedBytes;
            return this;
        }

        /** How long the results of a caller of which nothing comes are kept; 10 min by default. */
        public Builder remember(Duration remember) {
            this.remember = Objects.requireNonNull(remember, "remember");
            return this;
        }

        /** How many bytes of a snapshot are sent at a time; 256 KiB by default. */
        public Builder pieceBytes(int pieceBytes) {
            this.pieceBytes = pieceBytes;
            return this;
        }

        /** How large a peer's snapshot may be; 256 MiB by default. */
        public Builder maxImageBytes(int maxImageBytes) {
            this.maxImageBytes = maxImageBytes;
            return this;
        }

        /** How long a peer may take to give its snapshot, or a piece of it; 10 s by default. */
        public Builder imageTimeout(Duration imageTimeout) {
            this.imageTimeout = Objects.requireNonNull(imageTimeout, "imageTimeout");
            return this;
        }

        /** Time, threads and chance; the broker's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** What carries the frames between replicas; by default what an address's scheme chooses. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /**
         * Checks and gives the settings.
         *
         * @throws IllegalArgumentException if one is out of bounds
         */
        public OrderedConfig build() {
            return new OrderedConfig(
                    name,
                    broker,
                    topic,
                    machine,
                    readings,
                    snapshots,
                    peers,
                    replica,
                    maxRememberedBytes,
                    remember,
                    pieceBytes,
                    maxImageBytes,
                    imageTimeout,
                    environment,
                    transport);
        }
    }
}
