package dev.dunlin.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The time of a simulation, and what is to happen in it. One thread, one order of events for one seed.
 *
 * <p>Not safe for use by several threads, and says so: whoever touches it from another thread meets an exception.
 */
final class Timeline {

    /** How long a thread waits at most for its turn on a processor. */
    private static final int MAX_DISPATCH_NANOS = 20_000;

    private final EventHeap later = new EventHeap();
    private final ArrayDeque<Event> now = new ArrayDeque<>();
    private final Thread owner = Thread.currentThread();
    private final long maxEvents;
    private final long maxNanos;
    final SplittableRandom random;
    private long nowNanos;
    private long order;
    private long count;
    private @Nullable Event running;

    /** The event that was over last. */
    private @Nullable Event done;

    /** What was said to the first thread that had no business here; written by it, read by the owner. */
    private volatile @Nullable SimulationException intrusion;

    Timeline(long seed, long maxEvents, long maxNanos) {
        this.random = new SplittableRandom(seed);
        this.maxEvents = maxEvents;
        this.maxNanos = maxNanos;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** When a thread gets its turn that could run now: after a moment that the seed decides. */
    long soonNanos() {
        checkThread();
        return nowNanos + random.nextInt(MAX_DISPATCH_NANOS);
    }

    /** What time it is, for those who may know. */
    long seenNanos() {
        checkThread();
        return nowNanos;
    }

    /** How many events have happened. */
    long count() {
        return count;
    }

    /** The event that happens just now; null outside. */
    @Nullable
    Event running() {
        return running;
    }

    @SuppressWarnings("ReferenceEquality") // threads have no other
    void checkThread() {
        Thread current = Thread.currentThread();
        if (current != owner) {
            SimulationException said = new SimulationException("thread \"" + current.getName()
                    + "\" touches a simulation that belongs to \"" + owner.getName()
                    + "\": a simulation has one thread; take threads and timers from the host's environment");
            intrusion = said;
            throw said;
        }
    }

    /** Throws if another thread has touched the simulation, whatever became of what that thread was told. */
    void checkUntouched() {
        SimulationException said = intrusion;
        if (said != null) {
            throw new SimulationException(String.valueOf(said.getMessage()), said);
        }
    }

    /** On whose host the event ran that was over last, in words. */
    String lastPlace() {
        Event last = done;
        return last == null || last.life == null ? "no host" : "host \"" + last.life.host.name() + "\"";
    }

    /** Adds an event. */
    Event at(long atNanos, Event event) {
        checkThread();
        event.order = order++;
        event.atNanos = Math.max(atNanos, nowNanos);
        if (event.atNanos == nowNanos) {
            now.add(event);
        } else {
            later.add(event);
        }
        return event;
    }

    /** Adds an event of a host's life. */
    Event at(long atNanos, @Nullable Life life, Runnable task) {
        return at(atNanos, new Event(life, Objects.requireNonNull(task, "task"), false));
    }

    /** Adds an event that happens after a span. */
    Event after(long spanNanos, @Nullable Life life, Runnable task) {
        return at(plus(nowNanos, spanNanos), life, task);
    }

    /** Prevents an event that has not happened. */
    void cancel(Event event) {
        checkThread();
        if (event.place == Event.NOWHERE) {
            now.remove(event);
            if (event.life != null) {
                event.life.held.remove(event);
                event.life.frozen.remove(event);
            }
        } else {
            later.remove(event);
        }
    }

    /** Takes the timers of a life out of the time, each with what it had left. */
    void freeze(Life life) {
        for (Event event : later.removeIf(event -> event.life == life)) {
            event.atNanos -= nowNanos;
            life.frozen.add(event);
        }
    }

    /** Puts them back, and lets happen what came due meanwhile. */
    void thaw(Life life) {
        life.held.forEach(event -> at(nowNanos, event));
        life.held.clear();
        life.frozen.forEach(event -> at(plus(nowNanos, event.atNanos), event));
        life.frozen.clear();
    }

    /** Drops what a life that has ended would have done. */
    void forget(Life life) {
        later.removeIf(event -> event.life == life);
    }

    /** Lets the next event happen; false if there is none until an instant. */
    boolean step(long endNanos) {
        Event event = next(endNanos);
        if (event == null) {
            return false;
        }
        nowNanos = Math.max(nowNanos, event.atNanos);
        Life life = event.life;
        if (life != null && !life.alive) {
            return true;
        }
        if (life != null && life.still) {
            life.held.add(event);
            return true;
        }
        if (++count > maxEvents) {
            throw new SimulationException("maxEvents=" + maxEvents
                    + " have happened: the scenario does not end, or the bound is too low for it");
        }
        Event outer = running;
        running = event;
        try {
            event.task.run();
        } catch (LifeEnded e) {
            if (life == null || life.alive) {
                throw e;
            }
        } finally {
            running = outer;
            done = event;
        }
        return true;
    }

    /** Moves the clock when nothing is left to happen before. */
    void moveTo(long atNanos) {
        if (atNanos > maxNanos) {
            throw tooLong();
        }
        if (atNanos > nowNanos) {
            nowNanos = atNanos;
        }
    }

    private @Nullable Event next(long endNanos) {
        Event soon = now.peek();
        Event first = later.first();
        if (first != null && (soon == null || first.isBefore(soon))) {
            if (first.atNanos > endNanos) {
                return null;
            }
            if (first.atNanos > maxNanos) {
                throw tooLong();
            }
            later.remove(first);
            return first;
        }
        return now.poll();
    }

    private SimulationException tooLong() {
        return new SimulationException("maxVirtualTime=" + Duration.ofNanos(maxNanos)
                + " has passed: the scenario does not end, or the bound is too low for it");
    }

    static long plus(long nanos, long spanNanos) {
        long sum = nanos + Math.max(0, spanNanos);
        return sum < nanos ? Long.MAX_VALUE : sum;
    }
}
