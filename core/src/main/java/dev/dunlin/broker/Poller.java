package dev.dunlin.broker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A subscription that is asked instead of called. For one thread at a time; {@link #close()} may be called from any.
 *
 * @param <T> the type of the values
 */
public interface Poller<T> extends AutoCloseable {

    /**
     * The next message, without waiting.
     *
     * @throws dev.dunlin.DunlinException if the subscription has ended otherwise than by {@link #close()}
     * @throws IllegalStateException if the poller is closed
     */
    Optional<Message<T>> poll();

    /**
     * The next message, waiting for it.
     *
     * @param timeout how long to wait at most; not negative
     * @throws dev.dunlin.DunlinException if the subscription has ended otherwise than by {@link #close()}, or the thread
     *     was interrupted
     * @throws IllegalStateException if the poller is closed
     */
    Optional<Message<T>> poll(Duration timeout);

    /**
     * The next messages, waiting for the first.
     *
     * @param max how many at most, at least 1
     * @param timeout how long to wait for the first at most; not negative
     * @return in order; empty if the time passed
     * @throws dev.dunlin.DunlinException if the subscription has ended otherwise than by {@link #close()}, or the thread
     *     was interrupted
     * @throws IllegalStateException if the poller is closed
     */
    List<Message<T>> poll(int max, Duration timeout);

    /** The subscription behind it. */
    Subscription subscription();

    /** Ends the subscription. Closing twice does nothing. */
    @Override
    void close();
}
