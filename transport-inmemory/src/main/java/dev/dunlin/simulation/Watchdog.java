package dev.dunlin.simulation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks, from a thread of its own and in real time, whether a simulation's thread stands still inside an event: asleep,
 * waiting for a lock or for another thread. Then it takes the stack and interrupts it.
 */
final class Watchdog {

    private static final Logger LOG = System.getLogger("dev.dunlin.simulation");
    private static final long LOOK_NANOS = 50_000_000;

    /** How often the same event is seen waiting before it is called blocked: a machine whose cores are taken is no wait. */
    private static final int LOOKS = 10;

    private static final Set<Watch> WATCHES = ConcurrentHashMap.newKeySet();
    private static @Nullable Thread dog;

    private Watchdog() {}

    /** Watches the calling thread until the watch is closed. */
    static Watch watch(Simulation simulation) {
        Watch watch = new Watch(Thread.currentThread(), simulation);
        WATCHES.add(watch);
        start();
        return watch;
    }

    private static synchronized void start() {
        if (dog == null) {
            Thread thread = new Thread(Watchdog::look, "dunlin-simulation-watchdog");
            thread.setDaemon(true);
            thread.start();
            dog = thread;
        }
    }

    private static void look() {
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            WATCHES.forEach(Watch::look);
        }
    }

    /** The watch of one run. */
    static final class Watch implements AutoCloseable {

        private static final VarHandle EVENT;

        static {
            try {
                EVENT = MethodHandles.lookup().findVarHandle(Watch.class, "event", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Thread thread;
        private final Simulation simulation;

        /** Which event happens; written by the simulation's thread alone, read at leisure. */
        private long event;

        private long seenEvent = -1;
        private int seen;
        private volatile @Nullable Throwable found;

        private Watch(Thread thread, Simulation simulation) {
            this.thread = thread;
            this.simulation = simulation;
        }

        void tick() {
            // The single writer: an increment by another cannot be lost.
            check();
            EVENT.setOpaque(this, event + 1);
        }

        /** Throws if the event that was over last has waited. For the simulation's thread. */
        void check() {
            Throwable where = found;
            if (where != null) {
                boolean unused = Thread.interrupted();
                throw new BlockedException(
                        "seed=" + simulation.seed() + ": "
                                + simulation.timeline().lastPlace() + " waits in real time, in event " + event
                                + ": on the simulation's one thread, what it waits for cannot happen",
                        where);
            }
        }

        private void look() {
            long now = (long) EVENT.getOpaque(this);
            Thread.State state = thread.getState();
            boolean waits = state == Thread.State.WAITING
                    || state == Thread.State.TIMED_WAITING
                    || state == Thread.State.BLOCKED;
            if (!waits || now != seenEvent) {
                seenEvent = now;
                seen = 0;
                return;
            }
            if (++seen == LOOKS && found == null) {
                Throwable where = new Throwable("thread \"" + thread.getName() + "\" is " + state);
                where.setStackTrace(thread.getStackTrace());
                found = where;
                LOG.log(Level.WARNING, "event=simulation-blocked seed=" + simulation.seed(), where);
                thread.interrupt();
            }
        }

        @Override
        public void close() {
            WATCHES.remove(this);
        }
    }
}
