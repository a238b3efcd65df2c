package dev.dunlin.session;

import dev.dunlin.link.IoThread;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the server's side of a session sees it: frames are counted, and what is answered in one turn is flushed
 * once. {@link #send}, {@link #flush}, {@link #isWritable} and {@link #execute} are for any thread, the rest for the
 * connection's executor.
 */
final class ServerLink {

    private final Connection connection;
    private final ServerCounters counters;
    private final Executor executor;
    private volatile boolean resumable;
    private boolean unflushed;
    private boolean publishesWait;
    private boolean answersWait;
    private @Nullable Closed closed;

    ServerLink(Connection connection, ServerCounters counters) {
        this.connection = connection;
        this.counters = counters;
        this.executor = IoThread.marked(connection.executor());
    }

    String peer() {
        return connection.peer();
    }

    String origin() {
        return connection.origin();
    }

    /** Runs a task on the connection's executor, unless the transport is gone: then there is nothing left to do there. */
    void execute(Runnable task) {
        IoThread.executeUnlessGone(executor, connection.peer(), task);
    }

    /** The client has said that it comes back after its connection has broken. */
    void becomeResumable() {
        resumable = true;
    }

    /** Whether the client comes back after its connection has broken, and knows the frames that belong to that. */
    boolean isResumable() {
        return resumable;
    }

    void send(Frame frame) {
        counters.framesOut.increment();
        connection.send(frame);
    }

    void flush() {
        connection.flush();
    }

    boolean isWritable() {
        return connection.isWritable();
    }

    /**
     * Sends a frame that leaves with the next {@link #flushAnswers}. Nothing more is read while it has to wait for the client
     * to read: who asks on and on and reads no answer would have the server keep them all.
     */
    void answer(Frame frame) {
        unflushed = true;
        send(frame);
        if (!connection.isWritable()) {
            answersWait = true;
            connection.pauseReading();
        }
    }

    /** The client has read. */
    void onWritable() {
        answersWait = false;
        readOn();
    }

    /** Whether nothing is read because the client does not read. */
    boolean answersWait() {
        return answersWait;
    }

    void flushAnswers() {
        if (unflushed) {
            unflushed = false;
            connection.flush();
        }
    }

    /** Reads nothing more until what was published can go on. */
    void pauseReading() {
        publishesWait = true;
        connection.pauseReading();
    }

    void resumeReading() {
        publishesWait = false;
        readOn();
    }

    private void readOn() {
        if (!publishesWait && !answersWait) {
            connection.resumeReading();
        }
    }

    /** How this side has closed the connection, or the other side has said that it does; null until then. */
    @Nullable
    Closed closed() {
        return closed;
    }

    /** Says why, and closes. Does nothing if the connection is closed already. */
    void bye(CloseReason reason, String detail) {
        if (closed == null) {
            send(new Frame.Goodbye(reason, detail));
            flush();
            close(new Closed(reason, detail));
        }
    }

    /** Closes without a word. */
    void close(Closed how) {
        if (closed == null) {
            closed = how;
            connection.close(how);
        }
    }
}
