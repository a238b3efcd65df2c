package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Acknowledge;
import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.ReceiveWindow.Arrival;
import dev.dunlin.link.EnumCounts;
import dev.dunlin.transport.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The half of a link that receives: gives frames in order, and says what has come. A packet alone is acknowledged a little
 * later, in the hope of one that goes there anyhow; two, and whatever is not as expected, at once (RFC 5681, 4.2). For one
 * thread.
 */
final class Receiving {

    private static final int PACKETS_TO_ACKNOWLEDGE = 2;

    private final FrameJoiner joiner;
    private final EnumCounts<DatagramCount> counts;
    private final ReceiveWindow window = new ReceiveWindow();
    private long toldLimit = window.limit();
    private long takenBytes;
    private int unacknowledged;
    private boolean urgent;
    private boolean ended;
    private long acknowledgeAt = Timing.NEVER;

    Receiving(FrameJoiner joiner, EnumCounts<DatagramCount> counts) {
        this.joiner = joiner;
        this.counts = counts;
    }

    /** A packet has come. */
    void add(Data packet, long now) {
        Arrival arrival = window.add(packet);
        counts.add(
                switch (arrival) {
                    case IN_ORDER, EARLY -> DatagramCount.RECEIVED;
                    case DUPLICATE -> DatagramCount.DUPLICATE;
                    case BEYOND -> DatagramCount.BEYOND_WINDOW;
                },
                1);
        unacknowledged++;
        urgent |= arrival != Arrival.IN_ORDER || packet.last() || window.hasEarly();
        if (acknowledgeAt == Timing.NEVER) {
            acknowledgeAt = now + Timing.ACK_DELAY;
        }
    }

    /** The peer asks what has come. */
    void asked() {
        urgent = true;
    }

    /**
     * The next frame in order; null if there is none for now.
     *
     * @throws FrameFaultException if what came is no frame
     */
    @Nullable
    Frame poll() {
        while (true) {
            Frame frame = joiner.poll();
            if (frame != null) {
                return frame;
            }
            Data packet = window.poll();
            if (packet == null) {
                return null;
            }
            ended |= packet.last();
            takenBytes += packet.cost();
            packet.pieces().forEach(joiner::add);
        }
    }

    /** Takes what has come and drops it, as nobody wants it. */
    void discard() {
        while (window.hasReady()) {
            window.poll();
        }
    }

    /** Whether the peer has closed, and all that it had sent was taken. */
    boolean isAtEnd() {
        return ended;
    }

    /** How many bytes have come of a frame that has not come to its end. */
    int openBytes() {
        return joiner.openBytes();
    }

    /** How many bytes were taken in all. */
    long takenBytes() {
        return takenBytes;
    }

    /** Whether it is time to say what has come. */
    boolean isAcknowledgementDue(long now) {
        return urgent
                || unacknowledged >= PACKETS_TO_ACKNOWLEDGE
                || now >= acknowledgeAt
                || window.limit() - toldLimit >= ReceiveWindow.BYTES / 2;
    }

    /** When it will be. */
    long acknowledgeAt() {
        return acknowledgeAt;
    }

    /** What has come, to be sent now. */
    Acknowledge acknowledgement(long to, boolean asks) {
        urgent = false;
        said();
        return new Acknowledge(to, window.next(), window.limit(), asks, window.beyond());
    }

    /** A packet is about to be sent that says {@link #next()} and {@link #limit()}. */
    void said() {
        unacknowledged = 0;
        acknowledgeAt = Timing.NEVER;
        toldLimit = window.limit();
    }

    long next() {
        return window.next();
    }

    long limit() {
        return window.limit();
    }
}
