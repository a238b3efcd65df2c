package dev.dunlin.transport.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A turn on threads that many connections share: at any time at most one of them runs its tasks, and it gives way to
 * other connections after some. Holds no thread while there is nothing to do.
 */
final class SerialTurn implements Turn {

    /*
     * Invariants. SCHEDULED is up from the offer that found it down until a run finds the queue empty; whoever raises it
     * hands exactly one run to the executor, so there is never more than one run. A run lowers it (setVolatile), then looks
     * at the queue again: a task that was offered before its owner found SCHEDULED up is seen here, or the owner found it
     * down and starts the next run. Raising it again by compareAndSet makes all that the last run did happen before the
     * next.
     *
     * Bound: the queue holds what the connection's event loop hands over, which stops reading above a mark; timers and
     * wake-ups, of which there is one at a time; and what users of the connection's executor give it.
     */
    private static final int CHUNK = 16;

    /** How many tasks a run does before it goes to the end of the line. */
    private static final int TASKS = 64;

    private static final VarHandle SCHEDULED;

    static {
        try {
            SCHEDULED = MethodHandles.lookup().findVarHandle(SerialTurn.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    private final Executor threads;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

    @SuppressWarnings("unused") // by SCHEDULED
    private boolean scheduled;

    private volatile @Nullable Thread runner;

    /**
     * Creates a turn.
     *
     * @param threads what runs it: takes at most one task for each turn at a time
     */
    SerialTurn(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.offer(task);
        startIfIdle();
    }

    private void startIfIdle() {
        if (!(boolean) SCHEDULED.getVolatile(this) && SCHEDULED.compareAndSet(this, false, true)) {
            threads.execute(this::run);
        }
    }

    private void run() {
        runner = Thread.currentThread();
        for (int i = 0; i < TASKS; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "event=task-failed", e);
            }
        }
        runner = null;
        SCHEDULED.setVolatile(this, false);
        if (!tasks.isEmpty()) {
            startIfIdle();
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(runner);
    }

    @Override
    public boolean isLoop() {
        return false;
    }
}
