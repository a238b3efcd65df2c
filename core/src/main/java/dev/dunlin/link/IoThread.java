package dev.dunlin.link;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Marks the time that a thread spends on a connection's executor, where nobody may wait: what is waited for would have to
 * come by that same thread. One transport may serve many connections by one thread, so the mark is the thread's and not
 * the connection's.
 */
public final class IoThread {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");
    private static final ThreadLocal<boolean[]> INSIDE = ThreadLocal.withInitial(() -> new boolean[1]);

    private IoThread() {}

    /** Whether the calling thread serves a connection at the moment. */
    public static boolean isCurrent() {
        return INSIDE.get()[0];
    }

    /**
     * Refuses to wait on a thread that serves a connection.
     *
     * @throws DunlinException WOULD_BLOCK if the caller is on such a thread
     */
    public static void checkMayWait(String what) {
        if (isCurrent()) {
            throw new DunlinException(
                    Reason.WOULD_BLOCK,
                    what + " would wait on the thread that serves the connection: call it from another thread");
        }
    }

    /** Runs a task under the mark. */
    public static void run(Runnable task) {
        boolean[] inside = INSIDE.get();
        boolean before = inside[0];
        inside[0] = true;
        try {
            task.run();
        } finally {
            inside[0] = before;
        }
    }

    /**
     * Runs a task on a connection's executor, unless the transport is gone: then there is nothing left to do there.
     *
     * @param peer who is at the other end, for the log
     */
    public static void executeUnlessGone(Executor executor, String peer, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> LogLine.event("late-task").with("peer", peer).toString());
        }
    }

    /** The same executor, with tasks run under the mark. */
    public static Executor marked(Executor executor) {
        return task -> executor.execute(() -> run(task));
    }

    /** The same receiver, called under the mark. */
    public static Receiver marked(Receiver receiver) {
        return new Marked(receiver);
    }

    private record Marked(Receiver to) implements Receiver {

        @Override
        public void onFrame(Frame frame) {
            boolean[] inside = INSIDE.get();
            boolean before = inside[0];
            inside[0] = true;
            try {
                to.onFrame(frame);
            } finally {
                inside[0] = before;
            }
        }

        @Override
        public void onPause() {
            run(to::onPause);
        }

        @Override
        public void onWritable() {
            run(to::onWritable);
        }

        @Override
        public void onClosed(Closed how) {
            run(() -> to.onClosed(how));
        }
    }
}
