package dev.dunlin.datagram;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hands frames over by reference, for networks within one JVM: nothing is encoded. A frame is cut as its bytes would be, and
 * comes to its end with its last piece; pieces that do not follow each other are a fault, as garbled bytes are.
 */
public final class FramesByReference implements FrameCodec {

    private static final int PREFIX_BYTES = 4;

    private final ToIntFunction<Frame> bytes;

    /**
     * Creates a codec.
     *
     * @param bytes about how many bytes a frame takes: pure, not negative
     */
    public FramesByReference(ToIntFunction<Frame> bytes) {
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public LaidFrame lay(Frame frame, int maxFrameBytes) {
        int size = bytes.applyAsInt(frame);
        check(size, maxFrameBytes);
        return new Laid(frame, PREFIX_BYTES + size);
    }

    @Override
    public FrameJoiner joiner(int maxFrameBytes) {
        return new Joiner(maxFrameBytes);
    }

    private static void check(int size, int maxFrameBytes) {
        if (size > maxFrameBytes) {
            throw new FrameFaultException(
                    CloseReason.FRAME_TOO_LARGE, "a frame of about " + size + " bytes: at most " + maxFrameBytes);
        }
    }

    private record Laid(Frame frame, int bytes) implements LaidFrame {

        @Override
        public Piece cut(int from, int to) {
            return new Part(frame, from, to, bytes);
        }
    }

    private record Part(Frame frame, int from, int to, int total) implements Piece {

        @Override
        public int bytes() {
            return to - from;
        }

        @Override
        public String toString() {
            return frame.getClass().getSimpleName() + "[" + from + ".." + to + " of " + total + "]";
        }
    }

    private static final class Joiner implements FrameJoiner {

        private final int maxFrameBytes;
        private final ArrayDeque<Frame> whole = new ArrayDeque<>();
        private @Nullable Frame open;
        private int openBytes;

        Joiner(int maxFrameBytes) {
            this.maxFrameBytes = maxFrameBytes;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the frame itself is what was sent
        public void add(Piece piece) {
            Part part = (Part) piece;
            if (part.from() != openBytes || (openBytes > 0 && part.frame() != open)) {
                throw new FrameFaultException(CloseReason.PROTOCOL, part + " came after " + openBytes + " of " + open);
            }
            check(part.total() - PREFIX_BYTES, maxFrameBytes);
            if (part.to() == part.total()) {
                whole.add(part.frame());
                openBytes = 0;
                open = null;
            } else {
                openBytes = part.to();
                open = part.frame();
            }
        }

        @Override
        public @Nullable Frame poll() {
            return whole.poll();
        }

        @Override
        public int openBytes() {
            return openBytes;
        }
    }
}
