package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import java.util.Objects;

/**
 * What an in-memory broker is made of. Immutable.
 *
 * @param environment time, threads and chance
 * @param topics how long topics keep their messages, where a topic has no settings of its own
 * @param maxRetainedBytes how many bytes all retained messages may take, overhead included; at least 64 KiB. It is kept to
 *     within 64 KiB a topic
 * @param whenFull what happens to a publish when that bound is reached
 * @param maxMessageBytes how large one payload may be, 1 to 1 GiB
 * @param maxTopics how many topics may exist, at least 1
 * @param workers how many threads serve the subscribers, 1 to 64
 * @param listener who is told what happens to messages and subscriptions
 */
public record BrokerConfig(
        Environment environment,
        TopicConfig topics,
        long maxRetainedBytes,
        WhenFull whenFull,
        int maxMessageBytes,
        int maxTopics,
        int workers,
        BrokerListener listener) {

    /** What a broker does when its bound on retained bytes is reached. */
    public enum WhenFull {
        /** The publish fails with {@link dev.dunlin.DunlinException.Reason#MEMORY_FULL}: what was accepted is kept. */
        REFUSE,
        /** The oldest messages of the largest topic are dropped before their time, counted and reported. */
        DROP_OLDEST
    }

    private static final long SMALLEST_MEMORY = 64 << 10;
    private static final int LARGEST_MESSAGE = 1 << 30;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public BrokerConfig {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(topics, "topics");
        Objects.requireNonNull(whenFull, "whenFull");
        Objects.requireNonNull(listener, "listener");
        within("maxRetainedBytes", maxRetainedBytes, SMALLEST_MEMORY, Long.MAX_VALUE);
        within("maxMessageBytes", maxMessageBytes, 1, LARGEST_MESSAGE);
        within("maxTopics", maxTopics, 1, Integer.MAX_VALUE);
        within("workers", workers, 1, 64);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + "=" + value + ": must be from " + least + " to " + most);
        }
    }

    /** Starts from defaults that work: a quarter of the heap, 16 MiB a message, a worker for every two cores. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers settings. Not safe for use by several threads. */
    public static final class Builder {

        private Environment environment = Environment.system();
        private TopicConfig topics = TopicConfig.DEFAULT;
        private long maxRetainedBytes =
                Math.max(SMALLEST_MEMORY, Runtime.getRuntime().maxMemory() / 4);
        private WhenFull whenFull = WhenFull.REFUSE;
        private int maxMessageBytes = 16 << 20;
        private int maxTopics = 10_000_000;
        private int workers = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors() / 2));
        private BrokerListener listener = BrokerListener.NOBODY;

        private Builder() {}

        /** Time, threads and chance; the system's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** How long topics keep their messages; {@link TopicConfig#DEFAULT} by default. */
        public Builder topics(TopicConfig topics) {
            this.topics = Objects.requireNonNull(topics, "topics");
            return this;
        }

        /** How many bytes all retained messages may take; a quarter of the heap by default. */
        public Builder maxRetainedBytes(long maxRetainedBytes) {
            this.maxRetainedBytes = maxRetainedBytes;
            return this;
        }

        /** What happens when that bound is reached; refusal by default. */
        public Builder whenFull(WhenFull whenFull) {
            this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
            return this;
        }

        /** How large one payload may be, in bytes; 16 MiB by default. */
        public Builder maxMessageBytes(int maxMessageBytes) {
            this.maxMessageBytes = maxMessageBytes;
            return this;
        }

        /** How many topics may exist; ten million by default. */
        public Builder maxTopics(int maxTopics) {
            this.maxTopics = maxTopics;
            return this;
        }

        /** How many threads serve the subscribers; half as many as there are cores by default, 1 to 8. */
        public Builder workers(int workers) {
            this.workers = workers;
            return this;
        }

        /** Who is told what happens; nobody by default. */
        public Builder listener(BrokerListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Checks and gives the settings.
         *
         * @throws IllegalArgumentException if one is out of bounds
         */
        public BrokerConfig build() {
            return new BrokerConfig(
                    environment, topics, maxRetainedBytes, whenFull, maxMessageBytes, maxTopics, workers, listener);
        }
    }
}
