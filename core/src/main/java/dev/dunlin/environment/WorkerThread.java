package dev.dunlin.environment;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A daemon thread that drives one duty: busily while there is work, then with pauses, then asleep until woken.
 */
final class WorkerThread implements Worker, Runnable {

    /*
     * The hazard is a lost wake-up: the worker finds nothing and sleeps while a producer, who believes it awake, adds
     * work. Both sides follow Dekker's protocol. The worker: asleep = true; full fence; look for work (Duty.settle).
     * The producer: add work; full fence (volatile read-modify-write of `asleep`); if asleep, unpark. In any
     * interleaving one of the two sees the other.
     *
     * Invariant: `asleep` is true only between the worker's decision to sleep and its first step after. Whoever changes
     * it from true to false owes the unpark, so a burst of producers pays for one.
     *
     * Non-invariant: a wake may come without work (a stale producer); the worker then steps once in vain.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.environment");

    private static final int SPINS = 200;
    private static final long YIELD_NANOS = 50_000;

    private static final VarHandle ASLEEP;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(WorkerThread.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Duty duty;
    private final Thread thread;
    private volatile boolean closed;

    @SuppressWarnings("unused") // by ASLEEP
    private boolean asleep = true;

    WorkerThread(String name, Duty duty) {
        this.duty = duty;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void wake() {
        if ((boolean) ASLEEP.getVolatile(this) && ASLEEP.compareAndSet(this, true, false)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean isBlocked() {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        sleep();
        while (!closed) {
            try {
                work();
                ASLEEP.setVolatile(this, true);
                if (duty.settle()) {
                    sleep();
                }
            } catch (Throwable e) {
                LOG.log(Level.ERROR, thread.getName() + ": a step failed; the worker goes on", e);
            } finally {
                ASLEEP.setVolatile(this, false);
            }
        }
    }

    /** Steps until nothing has come for a while. */
    @SuppressWarnings("ThreadPriorityCheck") // yields as a pause, not for correctness
    private void work() {
        int idle = 0;
        long yieldedSince = 0;
        while (!closed) {
            if (duty.step() > 0) {
                idle = 0;
            } else if (++idle < SPINS) {
                Thread.onSpinWait();
            } else if (idle == SPINS) {
                yieldedSince = System.nanoTime();
                Thread.yield();
            } else if (System.nanoTime() - yieldedSince < YIELD_NANOS) {
                Thread.yield();
            } else {
                return;
            }
        }
    }

    private void sleep() {
        while (!closed && (boolean) ASLEEP.getVolatile(this)) {
            LockSupport.park(this);
        }
    }
}
