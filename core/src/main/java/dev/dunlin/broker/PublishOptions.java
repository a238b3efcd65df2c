package dev.dunlin.broker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher says of one message, or of one call's messages. Immutable.
 *
 * @param ttl how long the message lives, counted from its acceptance by the broker, cut to the topic's maximum; or null
 *     for the topic's default
 * @param delay how long the message stays out of sight after its acceptance; or null for not at all. Its place in the
 *     topic is given when it comes into sight
 * @param attributes key, id and headers
 * @param blocking whether the call may wait where a subscriber's policy is to hold publishers up; if not, it fails with
 *     {@link dev.dunlin.DunlinException.Reason#WOULD_BLOCK} instead
 */
public record PublishOptions(
        @Nullable Duration ttl, @Nullable Duration delay, Attributes attributes, boolean blocking) {

    /** The topic's time to live, no delay, nothing else said. */
    public static final PublishOptions DEFAULT = builder().build();

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the time to live is out of bounds ({@link Ttl}), the delay is negative or over
     *     {@link Ttl#LONGEST}, or the message would expire before it comes into sight
     */
    public PublishOptions {
        Objects.requireNonNull(attributes, "attributes");
        ttl = ttl == null ? null : Ttl.checked("ttl", ttl);
        if (delay != null) {
            delay = checkedDelay(delay, ttl);
        }
    }

    private static @Nullable Duration checkedDelay(Duration delay, @Nullable Duration ttl) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay=" + delay + ": must not be negative");
        }
        if (delay.compareTo(Ttl.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "delay=" + delay + ": must be at most " + Ttl.LONGEST.toDays() + " days");
        }
        if (ttl != null && ttl.compareTo(delay) <= 0) {
            throw new IllegalArgumentException(
                    "delay=" + delay + ", ttl=" + ttl + ": the message would expire before it comes into sight");
        }
        return delay.toMillis() == 0 ? null : Duration.ofMillis(delay.toMillis());
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Only a time to live.
     *
     * @param ttl how long the message lives, from {@link Ttl#SHORTEST} to {@link Ttl#LONGEST}, or {@link Ttl#FOREVER}
     * @throws IllegalArgumentException if it is out of bounds
     */
    public static PublishOptions ttl(Duration ttl) {
        return builder().ttl(ttl).build();
    }

    /** Gathers options. Not safe for use by several threads. */
    public static final class Builder {

        private @Nullable Duration ttl;
        private @Nullable Duration delay;
        private @Nullable String key;
        private @Nullable String id;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private boolean blocking = true;

        private Builder() {}

        /** How long the message lives: {@link Ttl#SHORTEST} to {@link Ttl#LONGEST}, or {@link Ttl#FOREVER}. */
        public Builder ttl(Duration ttl) {
            this.ttl = Objects.requireNonNull(ttl, "ttl");
            return this;
        }

        /** How long the message stays out of sight: zero to {@link Ttl#LONGEST}. */
        public Builder delay(Duration delay) {
            this.delay = Objects.requireNonNull(delay, "delay");
            return this;
        }

        /** What the message is about. */
        public Builder key(String key) {
            this.key = Objects.requireNonNull(key, "key");
            return this;
        }

        /** The publisher's own name for the message: carried to the subscribers, not interpreted. */
        public Builder id(String id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Adds a header; the last value given for a name holds. */
        public Builder header(String name, String value) {
            headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Adds headers; the last value given for a name holds. */
        public Builder headers(Map<String, String> headers) {
            headers.forEach(this::header);
            return this;
        }

        /** Fails instead of waiting where a subscriber's policy is to hold publishers up. */
        public Builder nonBlocking() {
            this.blocking = false;
            return this;
        }

        /**
         * Checks and gives the options.
         *
         * @throws IllegalArgumentException if they are out of bounds
         */
        public PublishOptions build() {
            Attributes attributes =
                    key == null && id == null && headers.isEmpty() ? Attributes.NONE : new Attributes(key, id, headers);
            return new PublishOptions(ttl, delay, attributes, blocking);
        }
    }
}
