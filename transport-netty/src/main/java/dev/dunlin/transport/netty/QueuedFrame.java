package dev.dunlin.transport.netty;

import com.google.protobuf.MessageLite;
import dev.dunlin.transport.Frame;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A frame that waits to be encoded, measured by the one who sends it.
 *
 * @param frame the frame
 * @param message the same as generated code has it, or null if it is encoded by hand
 * @param kindBytes the length of what stands within the frame's one field, if it is encoded by hand
 * @param bytes the length of the whole, what precedes it on the wire not included
 */
record QueuedFrame(Frame frame, @Nullable MessageLite message, int kindBytes, int bytes) implements Outgoing {

    /** What precedes each frame: its length. */
    static final int PREFIX_BYTES = 4;

    @Override
    public int wireBytes() {
        return PREFIX_BYTES + bytes;
    }

    @Override
    public boolean isLast() {
        return frame instanceof Frame.Goodbye;
    }

    @Override
    public void writeTo(ByteBuf out) {
        FrameEncoder.write(this, out);
    }
}
