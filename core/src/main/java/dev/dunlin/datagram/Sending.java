package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.Packet.Range;
import dev.dunlin.link.EnumCounts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The half of a link that sends: cuts what is queued into packets, as many as the receiver takes and the network bears, and
 * sends those again that do not arrive. For one thread.
 */
final class Sending {

    /** How often one packet is sent at most, while others are acknowledged. */
    private static final int MOST_SENDS = 60;

    /** What carries packets. */
    interface Wire {

        /** Sends a packet. */
        void data(long number, boolean last, List<Piece> pieces);

        /** Asks for an acknowledgement. */
        void ask();
    }

    private final SendQueue queue;
    private final Wire wire;
    private final EnumCounts<DatagramCount> counts;
    private final int maxPayload;
    private final SendWindow window = new SendWindow();
    private final RoundTrip roundTrip = new RoundTrip();
    private final Congestion congestion;

    /** How much the receiver takes in all, and how much was sent. */
    private long limit;

    private long sentCost;

    private boolean closing;
    private boolean lastSent;

    /** Whether something waits that the receiver does not take, and nothing is on its way. */
    private boolean blocked;

    /** Since when something is waited for, or something was heard last. */
    private long heardAt;

    private long toldAt;

    private long timerFrom;
    private long progressAt;
    private int timeouts;

    Sending(SendQueue queue, Wire wire, EnumCounts<DatagramCount> counts, int maxPacketBytes, long limit) {
        this.queue = queue;
        this.wire = wire;
        this.counts = counts;
        this.maxPayload = maxPacketBytes - Data.HEADER_BYTES;
        this.limit = limit;
        this.congestion = new Congestion(maxPayload + Packet.OVERHEAD_BYTES);
    }

    /**
     * The peer says what has come there.
     *
     * @return false if that cannot be true
     */
    boolean told(long next, long newLimit, List<Range> beyond, long now) {
        if (!window.mayBe(next, beyond)) {
            return false;
        }
        heardAt = now;
        toldAt = now;
        limit = Math.max(limit, newLimit);
        long inFlight = window.inFlight();
        SendWindow.Told told = window.acknowledged(next, beyond, now, this::lost);
        if (told.roundTripNanos() >= 0) {
            roundTrip.measured(told.roundTripNanos());
        }
        if (told.cost() > 0) {
            timerFrom = now;
            progressAt = now;
            timeouts = 0;
            roundTrip.progress();
            congestion.arrived(told.cost(), inFlight, next);
        }
        window.loseOvertaken(now - roundTrip.disorderNanos(), this::lost);
        return true;
    }

    private void lost(Outstanding packet) {
        counts.add(DatagramCount.RESENT_EARLY, 1);
        congestion.lost(packet.number, window.inFlight(), window.lastNumber());
    }

    /** When something that had not arrived was last acknowledged, or this half closed. */
    long progressAt() {
        return progressAt;
    }

    /** Whether anything has been heard of the peer since. */
    boolean isPeerHeard() {
        return toldAt > progressAt;
    }

    /** Nothing more is queued from now on: after what is, the last packet is sent. */
    void close(long now) {
        closing = true;
        progressAt = now;
    }

    /** Whether all has arrived, the last packet too. */
    boolean isOver() {
        return lastSent && window.isEmpty();
    }

    /** Sends what may be sent. */
    void pump(long now) {
        Outstanding lost = window.firstLost();
        while (lost != null) {
            if (!isRoomFor(lost.cost)) {
                return;
            }
            begin(now);
            window.sentAgain(lost, now);
            counts.add(DatagramCount.RESENT, 1);
            wire.data(lost.number, lost.last, lost.pieces);
            lost = window.firstLost();
        }
        while (!lastSent && sendNext(now)) {
            // Once more.
        }
    }

    private boolean sendNext(long now) {
        int payload = 0;
        if (!queue.isEmpty()) {
            payload = (int) Math.min(maxPayload, limit - sentCost - Packet.OVERHEAD_BYTES);
            boolean small = payload < maxPayload && !window.isEmpty();
            if (payload < 1 || small) {
                block(now);
                return false;
            }
        }
        if (window.size() >= SendWindow.MOST || !isRoomFor(maxPayload + Packet.OVERHEAD_BYTES)) {
            return false;
        }
        List<Piece> pieces = payload > 0 ? queue.cut(payload) : List.of();
        boolean last = closing && pieces.isEmpty();
        if (pieces.isEmpty() && !last) {
            return false;
        }
        begin(now);
        lastSent = last;
        int cost =
                Packet.OVERHEAD_BYTES + pieces.stream().mapToInt(Piece::bytes).sum();
        sentCost += cost;
        Outstanding packet = window.sent(last, pieces, cost, now);
        counts.add(DatagramCount.SENT, 1);
        wire.data(packet.number, last, pieces);
        return true;
    }

    private boolean isRoomFor(int cost) {
        return window.inFlight() == 0 || window.inFlight() + cost <= congestion.window();
    }

    /** Something is about to be sent. */
    private void begin(long now) {
        blocked = false;
        if (window.isEmpty()) {
            heardAt = now;
        }
        if (window.inFlight() == 0) {
            timerFrom = now;
        }
    }

    private void block(long now) {
        if (!blocked && window.isEmpty()) {
            blocked = true;
            heardAt = now;
            timerFrom = now;
        }
    }

    /** When {@link #due} is to be called. */
    long dueAt() {
        long overtaken = window.overtakenSentAt();
        return overtaken == Timing.NEVER ? timeoutAt() : Math.min(timeoutAt(), overtaken + roundTrip.disorderNanos());
    }

    private long timeoutAt() {
        return window.isEmpty() && !blocked ? Timing.NEVER : timerFrom + roundTrip.rtoNanos();
    }

    /**
     * Does what is due, if something is.
     *
     * @return why the peer is given up; null if it is not
     */
    @Nullable
    String due(long now) {
        window.loseOvertaken(now - roundTrip.disorderNanos(), this::lost);
        if (now < timeoutAt()) {
            return null;
        }
        if (now - heardAt >= Timing.GIVE_UP) {
            return "nothing was heard for " + TimeUnit.NANOSECONDS.toSeconds(Timing.GIVE_UP) + " s of "
                    + (blocked ? "a peer that took no more" : window.size() + " packets");
        }
        timerFrom = now;
        roundTrip.backOff();
        if (window.isEmpty()) {
            counts.add(DatagramCount.PROBES, 1);
            wire.ask();
            return null;
        }
        counts.add(DatagramCount.TIMEOUTS, 1);
        congestion.timedOut(window.inFlight(), window.lastNumber(), timeouts++ > 0);
        window.loseAll();
        Outstanding first = window.firstLost();
        return first != null && first.sends >= MOST_SENDS
                ? "packet " + first.number + " was sent " + first.sends + " times, and did not arrive"
                : null;
    }

    /** Sends nothing any more. */
    void abandon() {
        queue.clear();
        window.clear();
        lastSent = true;
        blocked = false;
    }
}
