package dev.dunlin.environment;

/** Drives one {@link Duty}. Safe for use by any thread. */
public interface Worker extends AutoCloseable {

    /** Makes sure that the duty's next step comes soon. Everything before this call happens before that step. */
    void wake();

    /**
     * Whether the duty's step waits for something just now (a lock, a sleep, another thread) and does not merely take long.
     * An observation that may be out of date when it is returned; false where nothing is known.
     */
    boolean isBlocked();

    /** Ends the loop after the current step, without waiting for it. Closing twice does nothing. */
    @Override
    void close();
}
