package dev.dunlin.call;

import dev.dunlin.transport.Frame;
import java.net.URI;

/**
 * The way to one replica: connects, and connects again when a connection has ended, until it is closed. For whoever carries
 * calls in another way than {@link dev.dunlin.session} does. Safe for use by any thread; nothing here blocks.
 */
public interface ReplicaLink extends AutoCloseable {

    /** Where a link stands. */
    enum State {
        /** No attempt to connect has ended yet. */
        CONNECTING,
        /** Requests can be sent. */
        OPEN,
        /** The last attempt to connect has failed, or the connection has ended; another attempt follows. */
        DOWN
    }

    /** Is told what comes. Called by one thread at a time; must not block. */
    interface Listener {

        /** The link is open, or open again. */
        void onOpen(ReplicaLink link);

        /** The link is down: what was sent and not answered may have been carried out. */
        void onDown(ReplicaLink link);

        /** An answer has come. */
        void onResponse(ReplicaLink link, Frame.Response response);
    }

    /** Where the replica is. */
    URI address();

    /** Where the link stands. */
    State state();

    /** Why it is not open, in words. */
    String fault();

    /** Which run of the replica it is connected to, or was last; 0 if none. One that was started anew has another. */
    long epoch();

    /** How long a request's body may be, in bytes, or {@link Integer#MAX_VALUE} before the first connection. */
    int maxBodyBytes();

    /**
     * Sends a request, and tells the {@link CallConfig#tracer()} so before: nothing that comes of it is told first.
     *
     * @param request what to send; its deadline is by this side's clock
     * @return false if the link is not open: then nothing was sent
     */
    boolean send(Frame.Request request);

    /** Tells the replica that an answer is not wanted any more, if the link is open. */
    void cancel(long number);

    /** Ends the connection, and connects no more. Closing twice does nothing. */
    @Override
    void close();
}
