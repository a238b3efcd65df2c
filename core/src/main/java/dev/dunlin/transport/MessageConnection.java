package dev.dunlin.transport;

import java.util.concurrent.Executor;

/**
 * Two ends that exchange messages of a protocol of one's own, in order. Safe for use by any thread; nothing here blocks: who
 * would rather wait for a message in straight-line code has {@code dev.dunlin.conversation.Conversation}.
 */
public interface MessageConnection {

    /** Who is at the other end, for logs and statistics. */
    String peer();

    /** Runs tasks where the {@link MessageReceiver} is called: one at a time, in order, each happening before the next. */
    Executor executor();

    /**
     * Queues a message. It leaves with the next {@link #flush()} at the latest. After the end it is dropped.
     *
     * <p>What is queued beyond the hard bound of the {@link TransportLimits} ends the connection with {@link
     * CloseReason#OVERFLOW}.
     *
     * @param message is the connection's from now on; at most {@code maxFrameBytes} long, else the connection ends with
     *     {@link CloseReason#FRAME_TOO_LARGE}
     */
    void send(byte[] message);

    /** Sends what is queued. */
    void flush();

    /** Whether less is queued than the mark from which on senders should wait. */
    boolean isWritable();

    /**
     * Stops reading, until {@link #resumeReading()}: the peer meets resistance. That the peer has ended its half of the stream
     * is not acted on either, so that it can be answered.
     */
    void pauseReading();

    /** Reads again. */
    void resumeReading();

    /**
     * Sends what is queued, then closes. The receiver is told once. Closing twice does nothing.
     *
     * @param how what to report as the reason
     */
    void close(Closed how);
}
