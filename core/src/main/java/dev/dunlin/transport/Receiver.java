package dev.dunlin.transport;

/**
 * Takes what comes over one connection. Called by one thread at a time, on the connection's {@link
 * Connection#executor()}; must not block. What it throws ends the connection with {@link CloseReason#INTERNAL}.
 */
public interface Receiver {

    /** A frame has come. */
    void onFrame(Frame frame);

    /** For now no more frames have come: the moment to answer several at once. */
    void onPause();

    /** The connection can be written to again after it could not. */
    void onWritable();

    /** The connection has ended; the last call. */
    void onClosed(Closed how);

    /** One that takes no notice, for a connection of which nothing more is wanted. */
    static Receiver deaf() {
        return DeafReceiver.INSTANCE;
    }
}
