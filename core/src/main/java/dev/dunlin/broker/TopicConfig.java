package dev.dunlin.broker;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a topic keeps its messages. Immutable.
 *
 * @param defaultTtl how long a message lives whose publisher did not say: {@link Ttl#SHORTEST} to {@link Ttl#LONGEST},
 *     or {@link Ttl#FOREVER}
 * @param maxTtl how long any message lives at most, whatever its publisher said; {@link Ttl#FOREVER} for no maximum
 */
public record TopicConfig(Duration defaultTtl, Duration maxTtl) {

    /** One minute, without a maximum. */
    public static final TopicConfig DEFAULT = new TopicConfig(Duration.ofMinutes(1), Ttl.FOREVER);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds, or the default exceeds the maximum
     */
    public TopicConfig {
        defaultTtl = Ttl.checked("defaultTtl", defaultTtl);
        maxTtl = Ttl.checked("maxTtl", maxTtl);
        if (defaultTtl.compareTo(maxTtl) > 0) {
            throw new IllegalArgumentException("defaultTtl=" + defaultTtl + ": must not exceed maxTtl=" + maxTtl
                    + "; lower the one or raise the other");
        }
    }

    /** The same with another default. */
    public TopicConfig withDefaultTtl(Duration ttl) {
        return new TopicConfig(Objects.requireNonNull(ttl, "ttl"), maxTtl);
    }

    /** The same with another maximum. */
    public TopicConfig withMaxTtl(Duration ttl) {
        return new TopicConfig(defaultTtl, Objects.requireNonNull(ttl, "ttl"));
    }
}
