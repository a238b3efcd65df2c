package dev.dunlin.transport.netty;

import com.google.protobuf.MessageLite;
import dev.dunlin.transport.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A frame that waits to be encoded, measured by the one who sends it.
 *
 * @param frame the frame
 * @param message the same as generated code has it, or null if it is encoded by hand
 * @param kindBytes the length of what stands within the frame's one field, if it is encoded by hand
 * @param bytes the length of the whole, what precedes it on the wire not included
 */
record QueuedFrame(Frame frame, @Nullable MessageLite message, int kindBytes, int bytes) {

    /** What precedes each frame: its length. */
    static final int PREFIX_BYTES = 4;

    /** About what a queued frame takes in memory, whatever its length. */
    private static final int OVERHEAD_BYTES = 64;

    /** What the frame counts for as long as it is queued, in bytes. */
    int costBytes() {
        return PREFIX_BYTES + OVERHEAD_BYTES + bytes;
    }
}
