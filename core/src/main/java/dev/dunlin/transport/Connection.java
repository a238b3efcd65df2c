package dev.dunlin.transport;

import java.util.concurrent.Executor;

/**
 * Two ends that exchange frames, in order. Safe for use by any thread; nothing here blocks.
 */
public interface Connection {

    /** Who is at the other end, for logs and statistics. */
    String peer();

    /**
     * Which machine the other end is on, as far as that can be told: what a limit on the connections of one address counts
     * by. Of IPv6 the first 64 bits, because whoever has one address has all of those. Empty where both ends are on this
     * machine by nature, as over {@code unix:} and {@code inmem:}: there is nothing to limit by then.
     */
    default String origin() {
        return "";
    }

    /**
     * Runs tasks where the {@link Receiver} is called: one at a time, in order, each happening before the next. A session
     * keeps its state there.
     */
    Executor executor();

    /**
     * Queues a frame. It leaves with the next {@link #flush()} at the latest. After the end it is dropped.
     *
     * <p>A sender of data stops while the connection is not {@linkplain #isWritable() writable}; what is queued beyond a
     * hard bound ends the connection with {@link CloseReason#OVERFLOW}.
     */
    void send(Frame frame);

    /** Sends what is queued. */
    void flush();

    /** Whether less is queued than the mark from which on senders of data should wait. */
    boolean isWritable();

    /** Stops reading: nothing more is received, and the peer meets resistance, until {@link #resumeReading()}. */
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
