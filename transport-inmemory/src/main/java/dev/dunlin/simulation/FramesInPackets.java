package dev.dunlin.simulation;

import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.FrameJoiner;
import dev.dunlin.datagram.FramesByReference;
import dev.dunlin.datagram.LaidFrame;
import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.Piece;
import dev.dunlin.transport.Frame;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Frames by reference, of which it can be told which of them a packet carries a part. */
final class FramesInPackets implements FrameCodec {

    private final FrameCodec inner;

    FramesInPackets(ToIntFunction<Frame> bytes) {
        this.inner = new FramesByReference(bytes);
    }

    /** The frames of which a packet carries a part, in their order. */
    static List<Frame> in(Packet packet) {
        return packet instanceof Packet.Data data
                ? data.pieces().stream().map(piece -> ((Part) piece).frame()).toList()
                : List.of();
    }

    @Override
    public LaidFrame lay(Frame frame, int maxFrameBytes) {
        LaidFrame laid = inner.lay(frame, maxFrameBytes);
        return new LaidFrame() {
            @Override
            public int bytes() {
                return laid.bytes();
            }

            @Override
            public Piece cut(int from, int to) {
                return new Part(frame, laid.cut(from, to));
            }
        };
    }

    @Override
    public FrameJoiner joiner(int maxFrameBytes) {
        FrameJoiner joiner = inner.joiner(maxFrameBytes);
        return new FrameJoiner() {
            @Override
            public void add(Piece piece) {
                joiner.add(((Part) piece).piece());
            }

            @Override
            public @Nullable Frame poll() {
                return joiner.poll();
            }

            @Override
            public int openBytes() {
                return joiner.openBytes();
            }
        };
    }

    private record Part(Frame frame, Piece piece) implements Piece {

        @Override
        public int bytes() {
            return piece.bytes();
        }

        @Override
        public String toString() {
            return piece.toString();
        }
    }
}
