package dev.dunlin.session;

import dev.dunlin.transport.Closed;

/**
 * Is told of the connections of a {@link BrokerServer}. Called on the threads that serve them, by several at once perhaps:
 * it must be quick and must not block. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface ServerListener {

    /** Lets everything pass: what happens is counted, and not told. */
    ServerListener NOBODY = (peer, how) -> {};

    /**
     * A connection has ended, or was refused at once.
     *
     * @param peer who was at the other end
     * @param how why it ended
     */
    void onClosed(String peer, Closed how);
}
