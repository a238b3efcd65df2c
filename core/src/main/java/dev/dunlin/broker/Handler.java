package dev.dunlin.broker;

/**
 * Takes messages one at a time. It is never called by two threads at once, and each call happens before the next. It may
 * block: it then is given a thread of its own ({@link SubscribeOptions.Builder#executor}).
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Handler<T> {

    /**
     * Deals with a message.
     *
     * @throws Exception to say that it could not; the subscription goes on, and hands the message out again if it has
     *     attempts left
     */
    void handle(Message<T> message) throws Exception;
}
