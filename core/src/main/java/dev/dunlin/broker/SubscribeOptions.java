package dev.dunlin.broker;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription behaves. Immutable.
 *
 * @param from where it starts; a group that exists already goes on where it stands
 * @param group whose members share the messages, each to one of them; or null to be given all
 * @param manual whether messages count as dealt with only when they are acknowledged by hand, instead of when the handler
 *     returns
 * @param ackTimeout how long a message may stay unacknowledged before it is handed out again; 1 ms to 10 years
 * @param maxAttempts how often a message is handed out before it is given up; at least 1
 * @param deadLetterTopic where messages are published that are given up, or null to drop them, counted
 * @param maxUnacknowledged how many messages may be handed out and unacknowledged; at least 1
 * @param overload what happens when more than the bound is waiting
 * @param maxUnconsumedBytes how many bytes may wait, overhead included; {@link Long#MAX_VALUE} for no bound but the
 *     broker's
 * @param executor what runs the handler, or null for the broker's workers
 * @param paused whether it starts paused
 * @param onGap who is told of messages that were skipped
 */
public record SubscribeOptions(
        Position from,
        @Nullable String group,
        boolean manual,
        Duration ackTimeout,
        int maxAttempts,
        @Nullable String deadLetterTopic,
        int maxUnacknowledged,
        Overload overload,
        long maxUnconsumedBytes,
        @Nullable Executor executor,
        boolean paused,
        Consumer<Gap> onGap) {

    /** From the latest message on, all messages, acknowledged when the handler returns. */
    public static final SubscribeOptions DEFAULT = builder().build();

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public SubscribeOptions {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(overload, "overload");
        Objects.requireNonNull(onGap, "onGap");
        ackTimeout = Ttl.checked("ackTimeout", ackTimeout);
        if (group != null) {
            TopicName.check("group", group);
        }
        if (deadLetterTopic != null) {
            TopicName.check("deadLetterTopic", deadLetterTopic);
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts=" + maxAttempts + ": must be at least 1");
        }
        if (maxUnacknowledged < 1) {
            throw new IllegalArgumentException("maxUnacknowledged=" + maxUnacknowledged + ": must be at least 1");
        }
        if (maxUnconsumedBytes < 1) {
            throw new IllegalArgumentException("maxUnconsumedBytes=" + maxUnconsumedBytes + ": must be positive");
        }
    }

    /** Whether the fate of each message is followed: shared by a group, acknowledged by hand, or tried again. */
    boolean tracked() {
        return group != null || manual || maxAttempts > 1;
    }

    /** The same, but paused. */
    SubscribeOptions startPaused() {
        return new SubscribeOptions(
                from,
                group,
                manual,
                ackTimeout,
                maxAttempts,
                deadLetterTopic,
                maxUnacknowledged,
                overload,
                maxUnconsumedBytes,
                executor,
                true,
                onGap);
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults, but from another position. */
    public static SubscribeOptions from(Position from) {
        return builder().from(from).build();
    }

    /** Gathers options. Not safe for use by several threads. */
    public static final class Builder {

        private Position from = Position.latest();
        private @Nullable String group;
        private boolean manual;
        private Duration ackTimeout = Duration.ofSeconds(30);
        private int maxAttempts;
        private @Nullable String deadLetterTopic;
        private int maxUnacknowledged = 1_024;
        private Overload overload = Overload.SKIP;
        private long maxUnconsumedBytes = Long.MAX_VALUE;
        private @Nullable Executor executor;
        private boolean paused;
        private Consumer<Gap> onGap = gap -> {};

        private Builder() {}

        /** Where it starts; {@link Position#latest()} by default. */
        public Builder from(Position from) {
            this.from = Objects.requireNonNull(from, "from");
            return this;
        }

        /** Shares the messages with all who name the same group. */
        public Builder group(String group) {
            this.group = Objects.requireNonNull(group, "group");
            return this;
        }

        /** Messages count as dealt with when they are {@linkplain Message#acknowledge() acknowledged} by hand. */
        public Builder manual() {
            this.manual = true;
            return this;
        }

        /** How long a message may stay unacknowledged before it is handed out again; 30 s by default. */
        public Builder ackTimeout(Duration ackTimeout) {
            this.ackTimeout = Objects.requireNonNull(ackTimeout, "ackTimeout");
            return this;
        }

        /**
         * How often a message is handed out before it is given up, at least 1. By default 5 in a group or when
         * acknowledged by hand, else 1.
         */
        public Builder maxAttempts(int maxAttempts) {
            if (maxAttempts < 1) {
                throw new IllegalArgumentException("maxAttempts=" + maxAttempts + ": must be at least 1");
            }
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** Where messages are published that are given up; by default they are dropped, counted and reported. */
        public Builder deadLetterTopic(String topic) {
            this.deadLetterTopic = Objects.requireNonNull(topic, "topic");
            return this;
        }

        /** How many messages may be handed out and unacknowledged, at least 1; 1,024 by default. */
        public Builder maxUnacknowledged(int maxUnacknowledged) {
            this.maxUnacknowledged = maxUnacknowledged;
            return this;
        }

        /**
         * Bounds what may wait for the subscription.
         *
         * @param overload what happens beyond the bound
         * @param maxUnconsumedBytes the bound in bytes, overhead included; positive
         */
        public Builder overload(Overload overload, long maxUnconsumedBytes) {
            this.overload = Objects.requireNonNull(overload, "overload");
            this.maxUnconsumedBytes = maxUnconsumedBytes;
            return this;
        }

        /**
         * What runs the handler, a task at a time. By default the broker's workers do: a handler that holds a worker up is
         * noticed and given a thread of the environment's executor from then on.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /** Hands nothing out until {@link Subscription#resume()}. */
        public Builder paused() {
            this.paused = true;
            return this;
        }

        /** Who is told of messages that were skipped; nobody by default. */
        public Builder onGap(Consumer<Gap> onGap) {
            this.onGap = Objects.requireNonNull(onGap, "onGap");
            return this;
        }

        /**
         * Checks and gives the options.
         *
         * @throws IllegalArgumentException if one is out of bounds
         */
        public SubscribeOptions build() {
            int attempts = maxAttempts > 0 ? maxAttempts : group != null || manual ? 5 : 1;
            return new SubscribeOptions(
                    from,
                    group,
                    manual,
                    ackTimeout,
                    attempts,
                    deadLetterTopic,
                    maxUnacknowledged,
                    overload,
                    maxUnconsumedBytes,
                    executor,
                    paused,
                    onGap);
        }
    }
}
