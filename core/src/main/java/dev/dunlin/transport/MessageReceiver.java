package dev.dunlin.transport;

/**
 * Takes the messages that come over one connection. Called by one thread at a time, on the connection's {@link
 * MessageConnection#executor()}. May block where the {@linkplain ServerMode server's mode} has workers or virtual threads:
 * nobody else is held up by that while there are free ones. What it throws ends the connection with {@link
 * CloseReason#INTERNAL}.
 */
public interface MessageReceiver {

    /**
     * A message has come.
     *
     * @param message without what tells it from others; the receiver's own from now on
     */
    void onMessage(byte[] message);

    /** For now no more messages have come: the moment to flush several answers at once. */
    default void onPause() {}

    /** The connection can be written to again after it could not. */
    default void onWritable() {}

    /**
     * The connection has ended; the last call.
     *
     * @param how why
     * @param openBytes how many bytes had come of a message that has not come to its end; 0 if there was none
     */
    void onClosed(Closed how, int openBytes);
}
