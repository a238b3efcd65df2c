package dev.dunlin.environment;

/**
 * What time it is. Safe for use by any thread.
 */
public interface Clock {

    /** Milliseconds since the epoch by the wall clock, exact to the millisecond. */
    long millis();

    /** Nanoseconds since an arbitrary origin; never goes back. For measuring spans only. */
    long nanos();

    /**
     * Milliseconds since the epoch, cheap enough to ask for each message: at most one {@linkplain #TICK_MILLIS tick}
     * behind {@link #millis()}, and never ahead of it.
     */
    default long tickMillis() {
        return millis();
    }

    /** How far {@link #tickMillis()} may lag, in milliseconds; 0 when it never does. */
    default long lagMillis() {
        return 0;
    }

    /** The tick of a coarse clock, in milliseconds. */
    long TICK_MILLIS = 1;
}
