package dev.dunlin.call;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight by the numbers of their requests, which grow; up to where all are over; and the one timer that serves
 * them all. Safe for use by any thread; calls nobody under its lock.
 */
final class CallWindow {

    /*
     * The lock guards all; `first` and `timerNanos` are written under it, and read without (volatile), by each request that is
     * sent and after each event of a call.
     *
     * No wake-up is lost. A call writes when it is due (volatile), then reads `timerNanos`; the timer writes that it waits for
     * nothing more, then reads when each call is due. One sees the other: the call finds that the timer is to be set, or the
     * timer finds the call. A call that a timer has found due says afterwards when it is due next.
     */

    /** Timers are this exact, so that many calls share one wake-up. */
    private static final long GRAIN_NANOS = 1_000_000;

    /** By how much less exact for each request that is in flight: each time, all are looked at. */
    private static final long LOOK_NANOS = 100;

    /** For so many calls there is room at first. */
    private static final int FIRST_ROOM = 64;

    private final Environment environment;
    private final int most;
    private @Nullable Canvass<?>[] calls;
    private volatile long first = 1;
    private long next = 1;
    private int inFlight;
    private volatile long timerNanos = Long.MAX_VALUE;
    private Scheduler.@Nullable Timer timer;

    CallWindow(Environment environment, int most) {
        this.environment = environment;
        this.most = most;
        this.calls = new @Nullable Canvass<?>[FIRST_ROOM];
    }

    /**
     * Takes a request in.
     *
     * @return its number
     * @throws DunlinException LIMIT_REACHED if too many are in flight, or the oldest is too old
     */
    synchronized long open(Canvass<?> call) {
        if (next - first >= most) {
            throw new DunlinException(
                    Reason.LIMIT_REACHED,
                    inFlight + " requests are in flight, repairs included, and the oldest is " + (next - first)
                            + " requests old: at most " + most + "; wait for answers before asking on");
        }
        if (next - first == calls.length) {
            grow();
        }
        calls[index(next)] = call;
        inFlight++;
        return next++;
    }

    private void grow() {
        @Nullable Canvass<?>[] larger = new @Nullable Canvass<?>[calls.length * 2];
        for (long number = first; number < next; number++) {
            larger[(int) (number & larger.length - 1)] = calls[index(number)];
        }
        calls = larger;
    }

    private int index(long number) {
        return (int) (number & calls.length - 1);
    }

    /** Gives a number to a request that is sent once, and not answered. */
    synchronized long skip() {
        if (next - first == calls.length) {
            grow();
        }
        long number = next++;
        advance();
        return number;
    }

    /** A request is over: it will not be sent any more. */
    synchronized void close(long number) {
        if (number >= first && number < next && calls[index(number)] != null) {
            calls[index(number)] = null;
            inFlight--;
            advance();
        }
    }

    private void advance() {
        long at = first;
        while (at < next && calls[index(at)] == null) {
            at++;
        }
        first = at;
    }

    /** No request of a smaller number will be sent any more. */
    long settled() {
        return first;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    /** The call of a request; null if it is over, or never was. */
    synchronized @Nullable Canvass<?> find(long number) {
        return number >= first && number < next ? calls[index(number)] : null;
    }

    /** The call whose request has the smallest number; null if none is in flight. */
    synchronized @Nullable Canvass<?> oldest() {
        return first < next ? calls[index(first)] : null;
    }

    /** Tells every call in flight something. */
    void forEach(Consumer<Canvass<?>> action) {
        snapshot().forEach(action);
    }

    private synchronized List<Canvass<?>> snapshot() {
        List<Canvass<?>> all = new ArrayList<>(inFlight);
        for (long number = first; number < next; number++) {
            Canvass<?> call = calls[index(number)];
            if (call != null) {
                all.add(call);
            }
        }
        return all;
    }

    /** A call in the window has something to do then, by the clock's nanoseconds; {@link Canvass#dueNanos()} says so already. */
    void wakeAt(long dueNanos) {
        if (dueNanos < timerNanos) {
            synchronized (this) {
                if (dueNanos < timerNanos) {
                    schedule(dueNanos);
                }
            }
        }
    }

    private void schedule(long dueNanos) {
        if (timer != null) {
            timer.cancel();
        }
        long grain = GRAIN_NANOS + (next - first) * LOOK_NANOS;
        long delay = Math.max(grain, dueNanos - environment.clock().nanos());
        timerNanos = dueNanos;
        timer = environment.scheduler().schedule(delay, this::onTimer);
    }

    private void onTimer() {
        long now = environment.clock().nanos();
        List<Canvass<?>> due = new ArrayList<>();
        synchronized (this) {
            timer = null;
            timerNanos = Long.MAX_VALUE;
            long next = Long.MAX_VALUE;
            for (long number = first; number < this.next; number++) {
                Canvass<?> call = calls[index(number)];
                long dueNanos = call == null ? Long.MAX_VALUE : call.dueNanos();
                if (dueNanos > now) {
                    next = Math.min(next, dueNanos);
                } else if (call != null) {
                    due.add(call);
                }
            }
            if (next != Long.MAX_VALUE) {
                schedule(next);
            }
        }
        // Each says afterwards when it is due next.
        due.forEach(Canvass::onDue);
    }
}
