package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers that are served together, one after another, by whoever {@link #enqueue} calls in. Publishers {@link #signal};
 * at any time at most one thread serves.
 */
abstract class Feed {

    /*
     * Protocol. `scheduled` is false while nobody serves or is about to. A publisher stores its message, adds to the log's
     * bytes, and reads `scheduled`: if false, it changes it to true and enqueues the feed. The server, having found
     * nothing, sets it to false, reads the log's bytes, and looks for messages once more. These four are volatile accesses,
     * in one total order: either the publisher's reading of `scheduled` comes after the server's writing (and sees it), or
     * its adding comes before the server's reading of the bytes, and with it all that it did before (Dekker's protocol, with
     * no fence of its own: the adding has to be atomic anyway). As only the thread that changes false to true enqueues, a
     * feed is in one queue at most once. Whoever signals for another reason has a full fence before.
     *
     * Happens-before: the compare-and-set by the publisher and the volatile write by the last server order one serving
     * after another, whatever threads do it.
     */
    private static final VarHandle SCHEDULED;

    static {
        try {
            SCHEDULED = MethodHandles.lookup().findVarHandle(Feed.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Reader[] NOBODY = {};

    private volatile Reader[] readers = NOBODY;

    @SuppressWarnings("unused") // by SCHEDULED
    private boolean scheduled;

    /** Calls in somebody to serve. */
    abstract void enqueue();

    final Reader[] readers() {
        return readers;
    }

    final synchronized void add(Reader reader) {
        List<Reader> all = new ArrayList<>(List.of(readers));
        all.add(reader);
        readers = all.toArray(NOBODY);
    }

    final synchronized void remove(Reader reader) {
        List<Reader> all = new ArrayList<>(List.of(readers));
        all.remove(reader);
        readers = all.toArray(NOBODY);
    }

    /** Something may have come. Whoever calls has made that visible by an access in volatile mode, or a full fence. */
    final void signal() {
        if (!(boolean) SCHEDULED.getVolatile(this) && SCHEDULED.compareAndSet(this, false, true)) {
            enqueue();
        }
    }

    /** Takes the feed out of publishers' sight until it is enqueued by hand. */
    final void hold() {
        SCHEDULED.setVolatile(this, true);
    }

    /**
     * Ends serving, unless something has come.
     *
     * @return false if the caller is to go on serving
     */
    final boolean settle() {
        SCHEDULED.setVolatile(this, false);
        VarHandle.fullFence();
        return !hasWork() || !SCHEDULED.compareAndSet(this, false, true);
    }

    private boolean hasWork() {
        for (Reader reader : readers) {
            if (reader.hasWork()) {
                return true;
            }
        }
        return false;
    }
}
