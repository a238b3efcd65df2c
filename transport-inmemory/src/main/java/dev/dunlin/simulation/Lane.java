package dev.dunlin.simulation;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.frame.FrameCost;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a stream: what was sent arrives in order, or the stream breaks. What the network drops stops the lane
 * until it is sent again.
 */
final class Lane {

    private static final int END_BYTES = 40;

    private final Simulation simulation;
    private final StreamEnd from;
    private final StreamEnd to;
    private final String near;
    private final String far;

    /** Sent, and not yet let pass by the network. */
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();

    /** Let pass, and not yet arrived. */
    private final ArrayDeque<Item> flying = new ArrayDeque<>();

    private long lastArrivalNanos;
    private boolean arrivalDue;
    private int attempt = 1;
    private long stuckSinceNanos;
    private boolean stuck;
    private boolean broken;

    Lane(Simulation simulation, StreamEnd from, StreamEnd to) {
        this.simulation = simulation;
        this.from = from;
        this.to = to;
        this.near = from.hostName();
        this.far = to.hostName();
    }

    /** A frame, or the end of the stream if there is none. */
    private static final class Item {

        private final @Nullable Frame frame;
        private final int bytes;
        private long arrivesNanos;

        Item(@Nullable Frame frame, int bytes) {
            this.frame = frame;
            this.bytes = bytes;
        }
    }

    void add(Frame frame) {
        waiting.add(new Item(frame, FrameCost.of(frame)));
    }

    void addEnd() {
        waiting.add(new Item(null, END_BYTES));
        transmit();
    }

    /** Lets go what waits, unless something before it is being sent again. */
    void transmit() {
        if (stuck || broken || waiting.isEmpty()) {
            return;
        }
        long now = simulation.timeline().nowNanos();
        int bytes = 0;
        for (Item item : waiting) {
            bytes += item.bytes;
        }
        long soonest = Timeline.plus(now, simulation.network().latencyNanos(near, far, bytes));
        for (Item item = waiting.peek(); item != null; item = waiting.peek()) {
            Verdict verdict = judge(item, now);
            if (verdict instanceof Verdict.Cut) {
                cut();
                return;
            }
            if (!to.isThere() || isLost(verdict)) {
                stop(now);
                break;
            }
            attempt = 1;
            waiting.remove();
            lastArrivalNanos = Math.max(lastArrivalNanos, Timeline.plus(soonest, delayNanos(verdict)));
            item.arrivesNanos = lastArrivalNanos;
            flying.add(item);
        }
        expectArrival();
    }

    private Verdict judge(Item item, long now) {
        Passage.Kind kind = item.frame == null ? Passage.Kind.END : Passage.Kind.FRAME;
        return simulation.network().judge(new Passage(now, near, far, kind, item.frame, item.bytes, attempt));
    }

    /** What is dropped is sent again after a while; what is behind it waits for it. */
    private void stop(long now) {
        if (attempt == 1) {
            stuckSinceNanos = now;
        }
        stuck = true;
        // The system sends again, whatever becomes of the process: a host that is down does not.
        simulation.timeline().after(Resend.afterNanos(attempt), from.life(), this::again);
    }

    private void again() {
        stuck = false;
        if (broken) {
            return;
        }
        if (to.isForgotten()) {
            from.reset("the other side was started anew and knows nothing of this connection");
            return;
        }
        long waited = simulation.timeline().nowNanos() - stuckSinceNanos;
        if (waited >= simulation.network().patienceNanos()) {
            from.reset("no answer in " + Duration.ofNanos(waited));
            return;
        }
        attempt++;
        simulation.network().counters().resent();
        transmit();
    }

    private void expectArrival() {
        Item next = flying.peek();
        if (next != null && !arrivalDue) {
            arrivalDue = true;
            simulation.timeline().at(next.arrivesNanos, to.life(), this::arrive);
        }
    }

    private void arrive() {
        arrivalDue = false;
        if (broken) {
            return;
        }
        long now = simulation.timeline().nowNanos();
        for (Item item = flying.peek(); item != null && item.arrivesNanos <= now; item = flying.peek()) {
            flying.remove();
            if (item.frame == null) {
                to.onEnd();
            } else {
                to.onArrival(item.frame);
            }
        }
        expectArrival();
        to.turn();
    }

    /** The other side's memory is gone: what flies is never acknowledged, so it is sent again, and meets silence or a reset. */
    void loseSight() {
        if (broken || (flying.isEmpty() && waiting.isEmpty())) {
            return;
        }
        flying.descendingIterator().forEachRemaining(waiting::addFirst);
        flying.clear();
        arrivalDue = false;
        if (!stuck) {
            stop(simulation.timeline().nowNanos());
        }
    }

    /** A rule has cut the connection: this side learns it at once, the other if the word gets through. */
    private void cut() {
        to.tellReset("the connection was cut");
        from.reset("the connection was cut");
    }

    /** Drops all that was sent and has not arrived. */
    void breakOff() {
        broken = true;
        waiting.clear();
        flying.clear();
    }

    static boolean isLost(Verdict verdict) {
        return verdict instanceof Verdict.Drop || verdict instanceof Verdict.Corrupt || verdict instanceof Verdict.Cut;
    }

    static long delayNanos(Verdict verdict) {
        return verdict instanceof Verdict.DeliverAfter after ? after.delay().toNanos() : 0;
    }
}
