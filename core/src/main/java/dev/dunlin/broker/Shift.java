package dev.dunlin.broker;

import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Worker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One worker's time at a {@link Dispatcher}: until it is relieved, because a handler does not come back.
 */
final class Shift implements Duty {

    /*
     * `state` is ON_DUTY while the worker touches the dispatcher's state, IN_HANDLER while it runs user code and does not,
     * and RELIEVED from when on it must not touch it again. The worker moves between the first two; the watchdog moves
     * IN_HANDLER -> RELIEVED by compare-and-set; the worker leaves a handler by compare-and-set too: so exactly one of
     * "the worker goes on" and "another takes over" happens. setRelease on entering publishes the dispatcher's state to
     * the successor.
     */
    private static final int ON_DUTY = 0;
    private static final int IN_HANDLER = 1;
    private static final int RELIEVED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Shift.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Dispatcher dispatcher;
    private @Nullable Worker worker;

    @SuppressWarnings("unused") // by STATE
    private int state = ON_DUTY;

    /** Which handler call this is, and for whom; published by the writes to `state` that follow. */
    private long calls;

    private @Nullable Reader serving;

    /** Belongs to the worker, also while it is kept in a handler after it was relieved. */
    private final Excerpt excerpt = new Excerpt();

    Shift(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    void begin(String name) {
        worker = dispatcher.environment().startWorker(name, this);
    }

    void wake() {
        if (worker != null) {
            worker.wake();
        }
    }

    void end() {
        if (worker != null) {
            worker.close();
        }
    }

    @Override
    public int step() {
        return isOver() ? 0 : dispatcher.step(this);
    }

    @Override
    public boolean settle() {
        return isOver() || dispatcher.settle();
    }

    /** Whether another has taken over: then the dispatcher must not be touched any more. */
    boolean isOver() {
        return (int) STATE.getAcquire(this) == RELIEVED;
    }

    private int serve(Reader reader) {
        serving = reader;
        calls++;
        STATE.setRelease(this, IN_HANDLER);
        try {
            return reader.drain(Reader.BATCH, excerpt);
        } finally {
            if (STATE.compareAndSet(this, IN_HANDLER, ON_DUTY)) {
                serving = null;
            } else {
                reader.subscription().goOnAlone();
            }
        }
    }

    /**
     * Serves each reader of a feed, and gives how many messages they were handed. Afterwards, look whether the shift {@link
     * #isOver}.
     */
    int serve(Feed feed) {
        Reader[] readers = feed.readers();
        if (readers.length > 1) {
            excerpt.share();
        }
        int count = 0;
        for (Reader reader : readers) {
            count += serve(reader);
            if (isOver()) {
                break;
            }
        }
        excerpt.clear();
        return count;
    }

    /** Which call of a handler is going on, or -1 if none is. */
    long callInProgress() {
        return (int) STATE.getAcquire(this) == IN_HANDLER ? calls : -1;
    }

    /** Whether the worker waits for something, in a handler if a call is in progress. */
    boolean isBlocked() {
        return worker != null && worker.isBlocked();
    }

    /** Takes the worker's place away if it is still in that call; gives whom it serves. */
    @Nullable
    Reader relieve(long call) {
        if (call == callInProgress() && STATE.compareAndSet(this, IN_HANDLER, RELIEVED)) {
            // The worker cannot have moved on: it would have to leave the handler first.
            return serving;
        }
        return null;
    }
}
