package dev.dunlin.broker;

import java.util.List;

/**
 * Takes messages as many at a time as are waiting. Called under the same rules as a {@link Handler}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface BatchHandler<T> {

    /**
     * Deals with messages, oldest first.
     *
     * @param batch one message or more; valid only during the call, as the list is used again
     * @throws Exception to say that none of them could be dealt with
     */
    void handle(List<Message<T>> batch) throws Exception;
}
