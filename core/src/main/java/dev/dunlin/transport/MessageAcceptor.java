package dev.dunlin.transport;

/** Gives each new connection the one that takes the messages that come over it. */
@FunctionalInterface
public interface MessageAcceptor {

    /**
     * A connection has been made, by either side. Called on its {@link MessageConnection#executor()}, before anything is
     * received.
     */
    MessageReceiver accept(MessageConnection connection);

    /**
     * A connection has been made and is not served, as a {@linkplain ServerMode mode's} bounds are reached: it is closed.
     * Must not block.
     *
     * @param peer who is at the other end
     * @param why which bounds
     */
    default void onRefused(String peer, Closed why) {}
}
