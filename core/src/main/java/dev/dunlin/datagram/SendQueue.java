package dev.dunlin.datagram;

import dev.dunlin.transport.TransportLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Frames that wait to be sent, from any thread; cut into packets by one. */
final class SendQueue {

    /*
     * `queuedBytes` is raised before a frame is offered and lowered when its last piece is cut: it never reads less than
     * what waits, and bounds the queue. It may pass the bound for an instant by what senders count who are then refused.
     *
     * No word of relief is lost. isWritable raises `waiting` before it looks at the bytes a second time; the one who cuts
     * lowers the bytes before it looks at `waiting`. All four are volatile accesses of one total order, so one sees the
     * other, and by compare-and-set word is given once.
     */

    /** What a frame takes in memory while it is queued, whatever its length. */
    private static final int OVERHEAD_BYTES = 64;

    private static final int CHUNK = 64;

    private final MpscUnboundedVarHandleArrayQueue<LaidFrame> frames = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final TransportLimits limits;

    // For the one who cuts.
    private @Nullable LaidFrame open;
    private int cutBytes;

    SendQueue(TransportLimits limits) {
        this.limits = limits;
    }

    /** Takes a frame; false if that would be beyond the bound. Any thread. */
    boolean offer(LaidFrame frame) {
        int cost = cost(frame);
        if (queuedBytes.addAndGet(cost) > limits.maxQueuedBytes()) {
            queuedBytes.addAndGet(-cost);
            return false;
        }
        return frames.offer(frame);
    }

    /** Takes a frame whatever the bound. Any thread. */
    void offerLast(LaidFrame frame) {
        queuedBytes.addAndGet(cost(frame));
        frames.offer(frame);
    }

    /** Whether less waits than the mark. If not, {@link #takeRelief} is true when less than half of it does. Any thread. */
    boolean isWritable() {
        if (queuedBytes.get() < limits.highWaterBytes()) {
            return true;
        }
        waiting.set(true);
        return queuedBytes.get() < limits.highWaterBytes();
    }

    /** Whether somebody is owed word that there is room; told once. */
    boolean takeRelief() {
        return waiting.get() && queuedBytes.get() <= limits.highWaterBytes() / 2 && waiting.compareAndSet(true, false);
    }

    /** Whether nothing waits to be cut. */
    boolean isEmpty() {
        return open == null && frames.isEmpty();
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    /** What one packet is to carry: as much as waits, up to a bound. */
    List<Piece> cut(int maxBytes) {
        List<Piece> pieces = new ArrayList<>(2);
        int room = maxBytes;
        while (room > 0) {
            LaidFrame frame = open != null ? open : frames.poll();
            if (frame == null) {
                break;
            }
            int to = Math.min(frame.bytes(), cutBytes + room);
            pieces.add(frame.cut(cutBytes, to));
            room -= to - cutBytes;
            if (to == frame.bytes()) {
                open = null;
                cutBytes = 0;
                queuedBytes.addAndGet(-cost(frame));
            } else {
                open = frame;
                cutBytes = to;
            }
        }
        return pieces;
    }

    /** Drops what waits. */
    void clear() {
        open = null;
        cutBytes = 0;
        frames.clear();
    }

    private static int cost(LaidFrame frame) {
        return OVERHEAD_BYTES + frame.bytes();
    }
}
