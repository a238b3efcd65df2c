package dev.dunlin.broker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** The bounds of a message's time to live, and the name of "for ever". */
public final class Ttl {

    /** The shortest time to live. */
    public static final Duration SHORTEST = Duration.ofMillis(1);

    /** The longest time to live that ends: ten years. */
    public static final Duration LONGEST = Duration.ofDays(3653);

    /** No end at all. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private Ttl() {}

    /**
     * Checks a time to live, and cuts it to whole milliseconds.
     *
     * @param name what to call it in the error
     * @param ttl from {@link #SHORTEST} to {@link #LONGEST}, or {@link #FOREVER}
     * @return the same in whole milliseconds
     * @throws IllegalArgumentException if it is out of bounds
     */
    static Duration checked(String name, Duration ttl) {
        Objects.requireNonNull(ttl, name);
        if (ttl.equals(FOREVER)) {
            return FOREVER;
        }
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException(name + "=" + ttl + ": must be positive");
        }
        if (ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(name + "=" + ttl + ": must be at least " + SHORTEST.toMillis() + " ms");
        }
        if (ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + "=" + ttl + ": must be at most " + LONGEST.toDays() + " days, or Ttl.FOREVER");
        }
        return Duration.ofMillis(ttl.toMillis());
    }

    /** A checked time to live in milliseconds, {@link Envelope#NEVER} for ever. */
    static long millis(Duration checked) {
        return checked.equals(FOREVER) ? Envelope.NEVER : checked.toMillis();
    }

    /** When a message expires that was accepted at the given instant, both in milliseconds since the epoch. */
    static long expiry(long acceptedMillis, long ttlMillis) {
        return ttlMillis == Envelope.NEVER ? Envelope.NEVER : acceptedMillis + ttlMillis;
    }
}
