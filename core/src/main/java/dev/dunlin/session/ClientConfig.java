package dev.dunlin.session;

import dev.dunlin.broker.BrokerListener;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks to a broker at a distance. Immutable.
 *
 * @param environment time and threads
 * @param transport what carries the frames, or null for the one on the class or module path that has the address's scheme
 * @param limits the bounds of the connection
 * @param connectTimeout how long connecting may take, positive
 * @param requestTimeout how long an answer to a question may take, positive
 * @param closeTimeout how long closing waits for publishes to be answered, positive
 * @param creditBytes how many bytes of a subscription's messages may be on their way or wait on this side, at least 1
 * @param prefetch how many messages of a group or of several attempts may be on their way or wait on this side, where they
 *     are acknowledged automatically; at least 1
 * @param batchBytes about how many bytes of messages go into one frame, at least 1
 * @param listener who is told what happens to messages and subscriptions on this side
 * @param heartbeat after how long without a word the server is asked for one, positive; it is given up after three times as
 *     long
 * @param reconnectFor how long another connection is looked for after one has ended; not negative, zero for not at all
 * @param addressOrder which of several addresses is tried first
 */
public record ClientConfig(
        Environment environment,
        @Nullable Transport transport,
        TransportLimits limits,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration closeTimeout,
        long creditBytes,
        int prefetch,
        int batchBytes,
        BrokerListener listener,
        Duration heartbeat,
        Duration reconnectFor,
        AddressOrder addressOrder) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public ClientConfig {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(listener, "listener");
        ServerConfig.positive("connectTimeout", connectTimeout);
        ServerConfig.positive("requestTimeout", requestTimeout);
        ServerConfig.positive("closeTimeout", closeTimeout);
        ServerConfig.positive("heartbeat", heartbeat);
        if (reconnectFor.isNegative()) {
            throw new IllegalArgumentException("reconnectFor=" + reconnectFor + ": must not be negative");
        }
        Objects.requireNonNull(addressOrder, "addressOrder");
        atLeastOne("creditBytes", creditBytes);
        atLeastOne("prefetch", prefetch);
        atLeastOne("batchBytes", batchBytes);
    }

    /** Whether another connection is looked for after one has ended. */
    boolean reconnects() {
        return !reconnectFor.isZero();
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + "=" + value + ": must be at least 1");
        }
    }

    /** Starts from defaults that work: 10 s for connecting and answers, 1 MiB of credit for each subscription. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers settings. Not safe for use by several threads. */
    public static final class Builder {

        private Environment environment = Environment.system();
        private @Nullable Transport transport;
        private TransportLimits limits = TransportLimits.DEFAULT;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private long creditBytes = 1 << 20;
        private int prefetch = 64;
        private int batchBytes = Protocol.BATCH_BYTES;
        private BrokerListener listener = event -> {};
        private Duration heartbeat = Duration.ofSeconds(10);
        private Duration reconnectFor = Duration.ofMinutes(1);
        private AddressOrder addressOrder = AddressOrder.IN_TURN;

        private Builder() {}

        /** Time and threads; the system's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** What carries the frames; by default what the address's scheme chooses. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /** The bounds of the connection; {@link TransportLimits#DEFAULT} by default. */
        public Builder limits(TransportLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /** How long connecting may take; 10 s by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
            return this;
        }

        /** How long an answer to a question may take; 10 s by default. */
        public Builder requestTimeout(Duration requestTimeout) {
            this.requestTimeout = Objects.requireNonNull(requestTimeout, "requestTimeout");
            return this;
        }

        /** How long closing waits for publishes to be answered; 5 s by default. */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = Objects.requireNonNull(closeTimeout, "closeTimeout");
            return this;
        }

        /** How many bytes of a subscription's messages may be on their way or wait on this side; 1 MiB by default. */
        public Builder creditBytes(long creditBytes) {
            this.creditBytes = creditBytes;
            return this;
        }

        /**
         * How many messages of a group or of several attempts may be on their way or wait on this side, where they are
         * acknowledged automatically; 64 by default. More is quicker over a long way, fewer shares out more evenly.
         */
        public Builder prefetch(int prefetch) {
            this.prefetch = prefetch;
            return this;
        }

        /** About how many bytes of messages go into one frame; 32 KiB by default. */
        public Builder batchBytes(int batchBytes) {
            this.batchBytes = batchBytes;
            return this;
        }

        /** Who is told what happens to messages and subscriptions on this side; nobody by default. */
        public Builder listener(BrokerListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * After how long without a word the server is asked for one; 10 s by default. After three times as long the
         * connection is given up.
         */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
            return this;
        }

        /**
         * How long another connection is looked for after one has ended; 1 min by default. Until then publishes wait and
         * subscriptions stand still. Zero for not at all: then everything ends with the connection.
         */
        public Builder reconnectFor(Duration reconnectFor) {
            this.reconnectFor = Objects.requireNonNull(reconnectFor, "reconnectFor");
            return this;
        }

        /** Which of several addresses is tried first; {@link AddressOrder#IN_TURN} by default. */
        public Builder addressOrder(AddressOrder addressOrder) {
            this.addressOrder = Objects.requireNonNull(addressOrder, "addressOrder");
            return this;
        }

        /**
         * Checks and gives the settings.
         *
         * @throws IllegalArgumentException if one is out of bounds
         */
        public ClientConfig build() {
            return new ClientConfig(
                    environment,
                    transport,
                    limits,
                    connectTimeout,
                    requestTimeout,
                    closeTimeout,
                    creditBytes,
                    prefetch,
                    batchBytes,
                    listener,
                    heartbeat,
                    reconnectFor,
                    addressOrder);
        }
    }
}
