package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.Packet.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has come and was not taken: brings packets into order, and drops what came before. For one thread.
 *
 * <p>Bound: {@link #BYTES}, by the packets' costs, and {@link SendWindow#MOST} packets. What is beyond is dropped and not
 * acknowledged, so that it comes again.
 */
final class ReceiveWindow {

    /** How much is held at most. */
    static final int BYTES = 512 << 10;

    /** What became of a packet. */
    enum Arrival {
        IN_ORDER,
        EARLY,
        DUPLICATE,
        BEYOND
    }

    private final TreeMap<Long, Data> early = new TreeMap<>();
    private final ArrayDeque<Data> ready = new ArrayDeque<>();
    private long next = 1;
    private long heldBytes;
    private long takenBytes;

    /** Takes in a packet. */
    Arrival add(Data packet) {
        long number = packet.number();
        if (number < next || early.containsKey(number)) {
            return Arrival.DUPLICATE;
        }
        // The last one is empty, and always fits: a sender is not kept from closing.
        boolean fits = heldBytes + packet.cost() <= BYTES || packet.last();
        if (number - next >= SendWindow.MOST || !fits) {
            return Arrival.BEYOND;
        }
        heldBytes += packet.cost();
        if (number > next) {
            early.put(number, packet);
            return Arrival.EARLY;
        }
        ready.add(packet);
        next++;
        while (!early.isEmpty() && early.firstKey() == next) {
            ready.add(early.pollFirstEntry().getValue());
            next++;
        }
        return Arrival.IN_ORDER;
    }

    /** The next in order, which makes room; null if it has not come. */
    @Nullable
    Data poll() {
        Data packet = ready.poll();
        if (packet != null) {
            heldBytes -= packet.cost();
            takenBytes += packet.cost();
        }
        return packet;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** All below this number have come. */
    long next() {
        return next;
    }

    /** How much may come in all. */
    long limit() {
        return takenBytes + BYTES;
    }

    boolean hasEarly() {
        return !early.isEmpty();
    }

    /** What has come beyond the first gap, the lowest first. */
    List<Range> beyond() {
        List<Range> ranges = new ArrayList<>();
        long first = 0;
        long last = -1;
        for (long number : early.keySet()) {
            if (number != last + 1) {
                if (last > 0) {
                    ranges.add(new Range(first, last));
                }
                if (ranges.size() == Packet.MAX_RANGES) {
                    return ranges;
                }
                first = number;
            }
            last = number;
        }
        if (last > 0) {
            ranges.add(new Range(first, last));
        }
        return ranges;
    }
}
