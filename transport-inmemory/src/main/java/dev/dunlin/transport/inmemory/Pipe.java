package dev.dunlin.transport.inmemory;

import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.frame.FrameCost;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.unpadded.MpscChunkedVarHandleUnpaddedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: frames by reference, from any thread to the one that reads. Holds at most {@link
 * #MAX_FRAMES} frames, of at most {@link TransportLimits#maxQueuedBytes()} by {@link FrameCost}; what goes beyond is
 * refused, and ends the connection.
 */
final class Pipe {

    /*
     * `queuedBytes` is raised before a frame is in the queue and lowered after it has left, both by atomic adds: it never
     * reads less than what is queued. `congested` says that somebody may have seen the pipe full and is owed word, which
     * is given at half of the mark. The writer: add bytes; set congested; look at the bytes again. The reader: subtract
     * bytes; look at congested. With full fences in all four (Dekker) at least one of the two sees that the pipe is
     * congested and yet has room, and by compare-and-set exactly one of them gives word.
     *
     * `end` is written once, by whoever ends the writing end, and read by the reader before it looks whether the queue is
     * empty: what was sent before the end is therefore received before it. A frame sent while another thread ends the
     * same connection may be lost, as it may on any wire.
     */

    /** How many frames wait at most: a bound for frames that cost next to nothing. */
    static final int MAX_FRAMES = 1 << 18;

    private static final int FIRST_CHUNK = 16;

    /** How a pipe ends. */
    record Ending(Closed how, boolean abrupt) {}

    private final MpscChunkedVarHandleUnpaddedArrayQueue<Frame> frames =
            new MpscChunkedVarHandleUnpaddedArrayQueue<>(FIRST_CHUNK, MAX_FRAMES);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean congested = new AtomicBoolean();
    private final long highWaterBytes;
    private final long maxQueuedBytes;
    private volatile @Nullable Ending end;

    Pipe(TransportLimits limits) {
        this.highWaterBytes = limits.highWaterBytes();
        this.maxQueuedBytes = limits.maxQueuedBytes();
    }

    /** Takes a frame; false if it would be beyond the bound. */
    boolean offer(Frame frame) {
        int cost = FrameCost.of(frame);
        long queued = queuedBytes.addAndGet(cost);
        if (queued > maxQueuedBytes || !frames.offer(frame)) {
            queuedBytes.addAndGet(-cost);
            return false;
        }
        if (queued >= highWaterBytes) {
            congested.set(true);
        }
        return true;
    }

    boolean isWritable() {
        return queuedBytes.get() < highWaterBytes;
    }

    /** Whether word is owed that there is room again; the one who is told true gives it. */
    boolean takeRelief() {
        return congested.get() && queuedBytes.get() <= highWaterBytes / 2 && congested.compareAndSet(true, false);
    }

    /** The next frame, for the reader alone. */
    @Nullable
    Frame poll() {
        Frame frame = frames.poll();
        if (frame != null) {
            queuedBytes.addAndGet(-FrameCost.of(frame));
        }
        return frame;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    /** Lets nothing more be sent; the reader is told after what was sent, or at once. */
    void end(Closed how, boolean abrupt) {
        end = new Ending(how, abrupt);
    }

    @Nullable
    Ending end() {
        return end;
    }

    /** Frees what nobody will read, for the reader alone. */
    void drop() {
        while (poll() != null) {
            // Nothing to be done with it.
        }
    }
}
