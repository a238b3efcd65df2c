package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Range;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and has not been acknowledged, by number. Says what has arrived, and what is lost: whatever was overtaken
 * by three that were sent after it (RFC 5681, 3.2, and RFC 6675, for numbers of packets), or all after a wait in vain. For
 * one thread.
 *
 * <p>Bound: {@link #MOST} packets, and what the receiver's window lets through.
 */
final class SendWindow {

    /** How many packets may be outstanding. */
    static final int MOST = 4096;

    private static final int OVERTAKEN_TO_BE_LOST = 3;

    /** By number, without a gap. What has arrived beyond a gap stays until the gap is filled. */
    private final ArrayDeque<Outstanding> packets = new ArrayDeque<>();

    private long lastNumber;
    private long sends;
    private long inFlight;
    private int lost;

    /** How many were overtaken, and have neither arrived nor been taken for lost. */
    private int overtaken;

    /** What an acknowledgement told. */
    record Told(long cost, long roundTripNanos) {}

    /** Numbers a packet, which counts as sent now. */
    Outstanding sent(boolean last, List<Piece> pieces, int cost, long now) {
        Outstanding packet = new Outstanding(++lastNumber, last, pieces, cost);
        packets.add(packet);
        count(packet, now);
        return packet;
    }

    /** A lost packet counts as sent now. */
    void sentAgain(Outstanding packet, long now) {
        packet.lost = false;
        lost--;
        count(packet, now);
    }

    private void count(Outstanding packet, long now) {
        packet.sends++;
        packet.sentAtNanos = now;
        packet.order = ++sends;
        packet.overtaken = 0;
        inFlight += packet.cost;
    }

    /** Whether an acknowledgement can be true. */
    boolean mayBe(long next, List<Range> beyond) {
        return next >= 1
                && next <= lastNumber + 1
                && beyond.stream().allMatch(range -> range.first() <= range.last() && range.last() <= lastNumber);
    }

    /**
     * Takes an acknowledgement.
     *
     * @param whenLost told of each packet that is now known to be lost
     * @return what has arrived that was not known, in bytes, and how long a packet took there that was sent once; -1 if no
     *     such one has arrived
     */
    Told acknowledged(long next, List<Range> beyond, long now, Consumer<Outstanding> whenLost) {
        long cost = 0;
        long roundTrip = -1;
        Iterator<Range> ranges = beyond.iterator();
        @Nullable Range range = ranges.hasNext() ? ranges.next() : null;
        for (Outstanding packet : packets) {
            while (range != null && packet.number > range.last()) {
                range = ranges.hasNext() ? ranges.next() : null;
            }
            if (packet.number >= next && range == null) {
                break;
            }
            boolean named = packet.number < next || (range != null && packet.number >= range.first());
            if (named && !packet.arrived) {
                cost += packet.cost;
                roundTrip = packet.sends == 1 ? now - packet.sentAtNanos : roundTrip;
                arrived(packet, next, whenLost);
            }
        }
        while (!packets.isEmpty() && packets.element().arrived && packets.element().number < next) {
            packets.remove();
        }
        return new Told(cost, roundTrip);
    }

    private void arrived(Outstanding packet, long next, Consumer<Outstanding> whenLost) {
        packet.arrived = true;
        if (packet.lost) {
            packet.lost = false;
            lost--;
        } else {
            inFlight -= packet.cost;
            overtaken -= packet.overtaken > 0 ? 1 : 0;
        }
        if (packet.number < next) {
            return; // as all before it have, too
        }
        for (Outstanding earlier : packets) {
            if (earlier.number >= packet.number) {
                return;
            }
            if (!earlier.arrived && !earlier.lost && earlier.order < packet.order) {
                overtaken += earlier.overtaken == 0 ? 1 : 0;
                if (++earlier.overtaken >= OVERTAKEN_TO_BE_LOST) {
                    whenLost.accept(earlier);
                    lose(earlier);
                }
            }
        }
    }

    /** Takes those for lost that were overtaken, and sent no later than this. */
    void loseOvertaken(long sentUntil, Consumer<Outstanding> whenLost) {
        if (overtaken == 0) {
            return;
        }
        for (Outstanding packet : packets) {
            if (isOvertaken(packet) && packet.sentAtNanos <= sentUntil) {
                whenLost.accept(packet);
                lose(packet);
            }
        }
    }

    /** When the first was sent of those that were overtaken; {@link Timing#NEVER} if none was. */
    long overtakenSentAt() {
        long first = Timing.NEVER;
        if (overtaken > 0) {
            for (Outstanding packet : packets) {
                first = isOvertaken(packet) ? Math.min(first, packet.sentAtNanos) : first;
            }
        }
        return first;
    }

    private static boolean isOvertaken(Outstanding packet) {
        return packet.overtaken > 0 && !packet.arrived && !packet.lost;
    }

    /** Forgets all. */
    void clear() {
        packets.clear();
        inFlight = 0;
        lost = 0;
        overtaken = 0;
    }

    /** Takes all that has not arrived for lost. */
    void loseAll() {
        for (Outstanding packet : packets) {
            if (!packet.arrived && !packet.lost) {
                lose(packet);
            }
        }
    }

    private void lose(Outstanding packet) {
        overtaken -= packet.overtaken > 0 ? 1 : 0;
        packet.lost = true;
        lost++;
        inFlight -= packet.cost;
    }

    /** The first that is lost, or null. */
    @Nullable
    Outstanding firstLost() {
        if (lost > 0) {
            for (Outstanding packet : packets) {
                if (packet.lost) {
                    return packet;
                }
            }
        }
        return null;
    }

    /** How much is on its way, in bytes. */
    long inFlight() {
        return inFlight;
    }

    /** How many are outstanding. */
    int size() {
        return packets.size();
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    long lastNumber() {
        return lastNumber;
    }
}
