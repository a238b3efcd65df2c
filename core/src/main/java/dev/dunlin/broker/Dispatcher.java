package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Serves the readers of many topics on one worker: feeds that something has come for, one after another, while their lines
 * are in cache.
 *
 * <p>{@link #enqueue} is for any thread; {@link #step} and {@link #settle} are for the worker on {@link Shift duty}.
 */
final class Dispatcher {

    /*
     * A feed that was signalled waits in `ready` (at most once: see Feed; so the queue is bounded by the number of feeds),
     * and stays `hot` after it was served, still scheduled, so that its publishers need not signal again while messages
     * keep coming. It cools down after some rounds without any, or when the worker goes to sleep.
     *
     * A handler may block, whatever it was told. A watchdog looks at the worker now and then while it is awake: finding it
     * in the same call several times, it puts another worker in its place (see Shift), and gives the handler's subscription a
     * thread of its own. Nobody else notices more than that pause.
     */
    private static final int HOT = 32;
    private static final int ROUNDS_UNTIL_COLD = 1_000;

    /** How often the watchdog looks, in nanoseconds. */
    private static final long WATCH_NANOS = 10_000_000;

    /** How often in a row it must see the same call waiting: more than twice, as a pause of the whole JVM counts as one. */
    private static final int SIGHTINGS_BLOCKED = 4;

    /** How often if the call is running: it may have had no processor for a while. */
    private static final int SIGHTINGS_RUNNING = 25;

    private final String name;
    private final Environment environment;
    private final MpscUnboundedVarHandleArrayQueue<Feed> ready = new MpscUnboundedVarHandleArrayQueue<>(64);
    private final @Nullable Feed[] hot = new Feed[HOT];
    private final int[] quietRounds = new int[HOT];
    private final LongAdder relieved;
    private final ObjLongConsumer<InMemorySubscription> onRelief;
    private int hotCount;
    private volatile Shift shift;
    private volatile boolean awake;
    private volatile boolean watched;
    private volatile boolean closed;
    private volatile Scheduler.@Nullable Timer watch;

    Dispatcher(
            String name, Environment environment, LongAdder relieved, ObjLongConsumer<InMemorySubscription> onRelief) {
        this.name = name;
        this.environment = environment;
        this.relieved = relieved;
        this.onRelief = onRelief;
        this.shift = new Shift(this);
        shift.begin(name);
    }

    Environment environment() {
        return environment;
    }

    void enqueue(Feed feed) {
        ready.offer(feed);
        shift.wake();
    }

    /** Serves each feed once. */
    int step(Shift by) {
        if (!awake) {
            awake = true;
            if (!watched) {
                startWatch();
            }
        }
        takeIn();
        int work = 0;
        for (int i = hotCount - 1; i >= 0; i--) {
            int count = by.serve(Objects.requireNonNull(hot[i]));
            if (by.isOver()) {
                return 0;
            }
            work += count;
            if (count > 0) {
                quietRounds[i] = 0;
            } else if (++quietRounds[i] > ROUNDS_UNTIL_COLD) {
                coolDown(i);
            }
        }
        return work;
    }

    private void takeIn() {
        while (!ready.isEmpty()) {
            if (hotCount == HOT) {
                coolDown(HOT - 1);
                if (hotCount == HOT) {
                    return;
                }
            }
            Feed feed = ready.poll();
            if (feed == null) {
                return;
            }
            hot[hotCount] = feed;
            quietRounds[hotCount++] = 0;
        }
    }

    /** Lets a feed go, to be signalled again; one that has work goes to the end of the queue. */
    private void coolDown(int index) {
        Feed feed = Objects.requireNonNull(hot[index]);
        hotCount--;
        System.arraycopy(hot, index + 1, hot, index, hotCount - index);
        System.arraycopy(quietRounds, index + 1, quietRounds, index, hotCount - index);
        hot[hotCount] = null;
        if (!feed.settle()) {
            ready.offer(feed);
        }
    }

    /** Lets all feeds go; see {@link dev.dunlin.environment.Duty#settle}. */
    boolean settle() {
        while (hotCount > 0) {
            coolDown(hotCount - 1);
        }
        if (!ready.isEmpty()) {
            return false;
        }
        awake = false;
        return true;
    }

    private void startWatch() {
        watched = true;
        look(shift, -1, 0);
    }

    private void look(Shift before, long callBefore, int sightingsBefore) {
        Shift current = shift;
        long call = current.callInProgress();
        boolean sameCall = current == before && call >= 0 && call == callBefore;
        int sightings = sameCall ? sightingsBefore + 1 : 1;
        if (sightings >= (current.isBlocked() ? SIGHTINGS_BLOCKED : SIGHTINGS_RUNNING)) {
            Reader held = current.relieve(call);
            if (held != null) {
                relieve(current, held.subscription(), sightings);
            }
        }
        if (!awake || closed) {
            watched = false;
            // The worker may have woken up since, and have seen `watched` before that.
            if (!awake || closed) {
                return;
            }
            watched = true;
        }
        watch = environment.scheduler().schedule(WATCH_NANOS, () -> look(current, call, sightings));
    }

    private void relieve(Shift old, InMemorySubscription subscription, int sightings) {
        subscription.isolate();
        Shift next = new Shift(this);
        shift = next;
        next.begin(name);
        next.wake();
        old.end();
        relieved.increment();
        onRelief.accept(subscription, sightings * WATCH_NANOS / 1_000_000);
    }

    void close() {
        closed = true;
        shift.end();
        Scheduler.Timer timer = watch;
        if (timer != null) {
            timer.cancel();
        }
    }
}
