package dev.dunlin.environment;

/** Drives one {@link Duty}. Safe for use by any thread. */
public interface Worker extends AutoCloseable {

    /** Makes sure that the duty's next step comes soon. Everything before this call happens before that step. */
    void wake();

    /** Ends the loop after the current step, without waiting for it. Closing twice does nothing. */
    @Override
    void close();
}
