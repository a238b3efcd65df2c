package dev.dunlin.transport;

/** Gives each new connection the one that takes what comes over it. */
@FunctionalInterface
public interface Acceptor {

    /**
     * A connection has been made, by either side. Called on its {@link Connection#executor()}, before anything is
     * received.
     */
    Receiver accept(Connection connection);

    /**
     * A connection has been made and is not served, as a {@linkplain ServerMode mode's} bounds are reached: it has been told
     * so, and is closed. Must not block.
     *
     * @param peer who is at the other end
     * @param why what it is told
     */
    default void onRefused(String peer, Closed why) {}
}
