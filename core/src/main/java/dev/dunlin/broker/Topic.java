package dev.dunlin.broker;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * A named log of messages: every subscriber sees the same messages in the same order. Safe for use by any thread.
 *
 * @param <T> the type of the values
 */
public interface Topic<T> {

    /** Its name. */
    String name();

    /** How its values are encoded. */
    Codec<T> codec();

    /** The broker that it belongs to. */
    Broker broker();

    /**
     * Publishes a value with the topic's time to live.
     *
     * @param value what to publish
     * @return the broker's word, which may still be on its way
     * @throws dev.dunlin.DunlinException if the broker does not take it; see the reason for whether a retry is safe
     */
    default Receipt publish(T value) {
        return publish(value, PublishOptions.DEFAULT);
    }

    /**
     * Publishes a value.
     *
     * @param value what to publish
     * @param options its lifetime and what else there is to say of it
     * @return the broker's word, which may still be on its way
     * @throws dev.dunlin.DunlinException if the broker does not take it; see the reason for whether a retry is safe
     */
    Receipt publish(T value, PublishOptions options);

    /**
     * Publishes values in order and, in memory, next to each other: faster than one by one.
     *
     * @param values what to publish; all are encoded before the first is published
     * @return the broker's word for each
     * @throws dev.dunlin.DunlinException if the broker does not take them; in memory, none of them
     */
    default List<Receipt> publishAll(Collection<? extends T> values) {
        return publishAll(values, PublishOptions.DEFAULT);
    }

    /**
     * Publishes values in order and, in memory, next to each other: faster than one by one.
     *
     * @param values what to publish; all are encoded before the first is published
     * @param options the lifetime of each, and what else there is to say of each
     * @return the broker's word for each
     * @throws dev.dunlin.DunlinException if the broker does not take them; in memory, none of them
     */
    List<Receipt> publishAll(Collection<? extends T> values, PublishOptions options);

    /** The newest message, if it is alive. */
    Optional<Message<T>> latest();

    /**
     * The newest message, if it is alive and newer than what the caller has: "is what I show still current?".
     *
     * @param sequence what the caller has
     */
    Optional<Message<T>> latestAfter(long sequence);

    /** Subscribes to what is published from now on. */
    default Subscription subscribe(Handler<T> handler) {
        return subscribe(SubscribeOptions.DEFAULT, handler);
    }

    /** Subscribes with a callback. */
    default Subscription subscribe(SubscribeOptions options, Handler<T> handler) {
        return broker().subscribe(name(), codec(), options, handler);
    }

    /** Subscribes with a callback for as many messages at a time as are waiting. */
    default Subscription subscribeBatches(SubscribeOptions options, BatchHandler<T> handler) {
        return broker().subscribeBatches(name(), codec(), options, handler);
    }

    /** A reactive stream of the topic's messages; each of its subscribers is a subscription of its own. */
    default Flow.Publisher<Message<T>> publisher(SubscribeOptions options) {
        return broker().publisher(name(), codec(), options);
    }

    /** Subscribes by polling. */
    default Poller<T> poller(SubscribeOptions options) {
        return broker().poller(name(), codec(), options);
    }
}
