package dev.dunlin.session;

import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The connection that a client's session has just now: sessions outlive connections. {@link #execute}, {@link #isOpen} and
 * {@link #peer} are for any thread, the rest for the session's executor.
 */
final class ClientLink {

    /*
     * A session's state belongs to whatever thread serves its executor, which is the executor of its present connection, and
     * after that has ended still the same, until there is another. `switchTo` is called on the old executor. A task that was
     * given to the old one and has not begun by then finds that it is in the wrong place, and goes to the new one. So tasks
     * of one session never run at the same time, and what the old executor did happens before what the new one does.
     *
     * `open` is false from the end of a connection until the session has been resumed on the next: nothing is sent then.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    private record Line(Connection connection, Executor executor) {}

    private volatile Line line;
    private volatile boolean open = true;

    ClientLink(Connection connection) {
        this.line = lineOf(connection);
    }

    private static Line lineOf(Connection connection) {
        return new Line(connection, IoThread.marked(connection.executor()));
    }

    /** Who is at the other end, or was last. */
    String peer() {
        return line.connection().peer();
    }

    /** Runs a task on the session's executor, unless the transport is gone: then there is nothing left to do there. */
    void execute(Runnable task) {
        try {
            submit(task);
        } catch (RejectedExecutionException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> LogLine.event("late-task").with("peer", peer()).toString());
        }
    }

    /**
     * Runs a task on the session's executor.
     *
     * @throws RejectedExecutionException if the transport is gone
     */
    @SuppressWarnings("ReferenceEquality") // this line or another
    void submit(Runnable task) {
        Line at = line;
        at.executor().execute(() -> {
            if (line == at) {
                task.run();
            } else {
                execute(task);
            }
        });
    }

    /** The session goes on with another connection; a task for it follows. */
    void switchTo(Connection connection, Runnable task) {
        Line next = lineOf(connection);
        line = next;
        next.executor().execute(task);
    }

    boolean isOpen() {
        return open;
    }

    /** The connection has ended. */
    void lost() {
        open = false;
    }

    /** The session has been resumed. */
    void resumed() {
        open = true;
    }

    boolean isWritable() {
        return open && line.connection().isWritable();
    }

    void send(Frame frame) {
        line.connection().send(frame);
    }

    void flush() {
        line.connection().flush();
    }

    void close(Closed how) {
        line.connection().close(how);
    }
}
