package dev.dunlin.call;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which replicas are called, and how. Immutable.
 *
 * @param replicas gives the addresses of the replicas; asked again at each {@code refresh} on a thread that may block
 * @param refresh how often the addresses are asked for again; zero for never
 * @param defaults how calls are made unless they say otherwise
 * @param maxInFlight how many calls may be made at once, repairs behind them included, at least 1; a repair ends when half as
 *     many calls have been made since
 * @param hedgePercentile after which share of the quickest answers {@link ReplicatedCall#quickest()} asks a second replica,
 *     from 0 to 1
 * @param hedgeBudget how much load that may add, as a share of the calls, from 0 to 1
 * @param environment time, threads and chance
 * @param transport what carries the frames, or null for the one on the class or module path that has an address's scheme
 * @param limits the bounds of each connection
 * @param connectTimeout how long connecting to a replica may take, positive
 * @param heartbeat after how long without a word a replica is asked for one, positive; it is given up after three times as
 *     long
 * @param tracer who is told of the steps of each call
 */
public record CallConfig(
        Supplier<List<URI>> replicas,
        Duration refresh,
        CallOptions defaults,
        int maxInFlight,
        double hedgePercentile,
        double hedgeBudget,
        Environment environment,
        @Nullable Transport transport,
        TransportLimits limits,
        Duration connectTimeout,
        Duration heartbeat,
        CallTracer tracer) {

    /** The most that may be in flight. */
    static final int LARGEST_IN_FLIGHT = 1 << 20;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public CallConfig {
        Objects.requireNonNull(replicas, "replicas");
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(tracer, "tracer");
        if (refresh.isNegative()) {
            throw new IllegalArgumentException("refresh=" + refresh + ": must not be negative");
        }
        if (atLeastOne("maxInFlight", maxInFlight) > LARGEST_IN_FLIGHT) {
            throw new IllegalArgumentException("maxInFlight=" + maxInFlight + ": at most " + LARGEST_IN_FLIGHT);
        }
        share("hedgePercentile", hedgePercentile);
        share("hedgeBudget", hedgeBudget);
        positive("connectTimeout", connectTimeout);
        positive("heartbeat", heartbeat);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + "=" + value + ": must be from 0 to 1");
        }
    }

    static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + "=" + value + ": must be at least 1");
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be positive");
        }
        return value;
    }

    /**
     * Checks a set of replicas.
     *
     * @return the same, as a list that nobody changes
     * @throws IllegalArgumentException if there is none, too many, or one is named twice
     */
    static List<URI> checked(List<URI> replicas) {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("replicas=[]: name at least one, as in tcp://host:port");
        }
        if (replicas.size() > Ballot.MAX_REPLICAS) {
            throw new IllegalArgumentException(replicas.size() + " replicas: at most " + Ballot.MAX_REPLICAS);
        }
        Set<URI> seen = new HashSet<>();
        for (URI replica : replicas) {
            if (!seen.add(replica)) {
                throw new IllegalArgumentException(
                        "replicas=" + replicas + ": " + replica + " is named twice; each replica has one vote");
            }
        }
        return List.copyOf(replicas);
    }

    /**
     * Starts from defaults that work, with fixed replicas.
     *
     * @param replicas their addresses, for example {@code tcp://host:port}
     * @throws IllegalArgumentException if there is none, too many, one is malformed, or named twice
     */
    public static Builder of(String... replicas) {
        List<URI> addresses = checked(Arrays.stream(replicas).map(URI::create).toList());
        return new Builder(() -> addresses).refresh(Duration.ZERO);
    }

    /**
     * Starts from defaults that work, with replicas that may change.
     *
     * @param replicas gives their addresses, at least one, none twice; asked every 10 s unless told otherwise. While it fails or
     *     gives what cannot be used, those of before stay
     */
    public static Builder of(Supplier<List<URI>> replicas) {
        return new Builder(replicas);
    }

    /**
     * Starts from defaults that work, with the replicas that a name stands for: each of its addresses is one, asked for every 10
     * s unless told otherwise.
     *
     * @param address for example {@code tcp://replicas.example:7400}
     * @throws IllegalArgumentException if it is malformed
     */
    public static Builder resolved(String address) {
        return new Builder(new ResolvedName(URI.create(address)));
    }

    /** Gathers settings. Not safe for use by several threads. */
    public static final class Builder {

        private final Supplier<List<URI>> replicas;
        private Duration refresh = Duration.ofSeconds(10);
        private CallOptions defaults = CallOptions.DEFAULT;
        private int maxInFlight = 1 << 16;
        private double hedgePercentile = 0.95;
        private double hedgeBudget = 0.1;
        private Environment environment = Environment.system();
        private @Nullable Transport transport;
        private TransportLimits limits = TransportLimits.DEFAULT;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration heartbeat = Duration.ofSeconds(10);
        private CallTracer tracer = CallTracer.NONE;

        private Builder(Supplier<List<URI>> replicas) {
            this.replicas = Objects.requireNonNull(replicas, "replicas");
        }

        /** How often the addresses are asked for again; 10 s by default, zero for never. */
        public Builder refresh(Duration refresh) {
            this.refresh = Objects.requireNonNull(refresh, "refresh");
            return this;
        }

        /** How calls are made unless they say otherwise; {@link CallOptions#DEFAULT} by default. */
        public Builder defaults(CallOptions defaults) {
            this.defaults = Objects.requireNonNull(defaults, "defaults");
            return this;
        }

        /** How many calls may be made at once, repairs included; 65,536 by default. One more fails with LIMIT_REACHED. */
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = maxInFlight;
            return this;
        }

        /**
         * When {@link ReplicatedCall#quickest()} asks a second replica.
         *
         * @param percentile after which share of the quickest answers; 0.95 by default
         * @param budget how much load that may add, as a share of the calls; 0.1 by default
         */
        public Builder hedging(double percentile, double budget) {
            this.hedgePercentile = percentile;
            this.hedgeBudget = budget;
            return this;
        }

        /** Time, threads and chance; the system's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** What carries the frames; by default what an address's scheme chooses. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /** The bounds of each connection; {@link TransportLimits#DEFAULT} by default. */
        public Builder limits(TransportLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /** How long connecting to a replica may take; 10 s by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
            return this;
        }

        /** After how long without a word a replica is asked for one; 10 s by default. */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
            return this;
        }

        /** Who is told of the steps of each call; nobody by default. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = Objects.requireNonNull(tracer, "tracer");
            return this;
        }

        /**
         * Checks and gives the settings.
         *
         * @throws IllegalArgumentException if one is out of bounds
         */
        public CallConfig build() {
            return new CallConfig(
                    replicas,
                    refresh,
                    defaults,
                    maxInFlight,
                    hedgePercentile,
                    hedgeBudget,
                    environment,
                    transport,
                    limits,
                    connectTimeout,
                    heartbeat,
                    tracer);
        }
    }
}
