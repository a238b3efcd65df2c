package dev.dunlin.transport.netty;

import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.FrameFaultException;
import dev.dunlin.datagram.FrameJoiner;
import dev.dunlin.datagram.LaidFrame;
import dev.dunlin.datagram.Piece;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Frames as bytes behind each other, each after its length: in datagrams the same as over a socket. */
final class WireFrames implements FrameCodec {

    /** Bytes of frames, as a packet carries them. The array is not written to any more. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Bytes(byte[] array, int from, int to) implements Piece {

        @Override
        public int bytes() {
            return to - from;
        }

        @Override
        public String toString() {
            return bytes() + " bytes";
        }
    }

    @Override
    public LaidFrame lay(Frame frame, int maxFrameBytes) {
        try {
            return new Laid(FrameEncoder.measure(frame, maxFrameBytes));
        } catch (UnsendableFrameException e) {
            throw new FrameFaultException(CloseReason.FRAME_TOO_LARGE, Objects.toString(e.getMessage()));
        }
    }

    @Override
    public FrameJoiner joiner(int maxFrameBytes) {
        return new Joiner(maxFrameBytes);
    }

    /** Encoded when its first part is cut. */
    private static final class Laid implements LaidFrame {

        private final int bytes;
        private @Nullable QueuedFrame frame;
        private byte[] encoded = {};

        Laid(QueuedFrame frame) {
            this.frame = frame;
            this.bytes = frame.wireBytes();
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public Piece cut(int from, int to) {
            QueuedFrame queued = frame;
            if (queued != null) {
                encoded = new byte[bytes];
                queued.writeTo(Unpooled.wrappedBuffer(encoded).clear());
                frame = null;
            }
            return new Bytes(encoded, from, to);
        }
    }

    /** Gathers a frame that came in pieces in an array that grows with what has come, not with what was announced. */
    private static final class Joiner implements FrameJoiner {

        private static final int PREFIX_BYTES = QueuedFrame.PREFIX_BYTES;

        private final int maxFrameBytes;
        private final FrameDecoder decoder = new FrameDecoder();
        private ByteBuf unread = Unpooled.EMPTY_BUFFER;
        private final ByteBuf open = Unpooled.buffer(0);

        Joiner(int maxFrameBytes) {
            this.maxFrameBytes = maxFrameBytes;
        }

        @Override
        public void add(Piece piece) {
            Bytes bytes = (Bytes) piece;
            unread = Unpooled.wrappedBuffer(unread, Unpooled.wrappedBuffer(bytes.array(), bytes.from(), bytes.bytes()));
        }

        @Override
        public @Nullable Frame poll() {
            try {
                return open.isReadable() || !isWhole() ? gather() : decode(unread);
            } catch (MalformedFrameException e) {
                throw new FrameFaultException(e.reason(), Objects.toString(e.getMessage()));
            }
        }

        private boolean isWhole() {
            return unread.readableBytes() >= PREFIX_BYTES && unread.readableBytes() - PREFIX_BYTES >= announced(unread);
        }

        private Frame decode(ByteBuf from) {
            int length = announced(from);
            Frame frame = decoder.decode(from, from.readerIndex() + PREFIX_BYTES, length);
            from.skipBytes(PREFIX_BYTES + length);
            return frame;
        }

        private @Nullable Frame gather() {
            move(PREFIX_BYTES);
            if (open.readableBytes() < PREFIX_BYTES) {
                return null;
            }
            int whole = PREFIX_BYTES + announced(open);
            move(whole);
            if (open.readableBytes() < whole) {
                return null;
            }
            Frame frame = decode(open);
            open.clear().capacity(0);
            return frame;
        }

        private void move(int wanted) {
            int bytes = Math.max(0, Math.min(wanted - open.readableBytes(), unread.readableBytes()));
            if (bytes > open.writableBytes()) {
                int needed = open.readableBytes() + bytes;
                open.capacity((int) Math.min(wanted, Math.max(needed, 2L * open.capacity())));
            }
            open.writeBytes(unread, bytes);
        }

        private int announced(ByteBuf in) {
            int length = in.getInt(in.readerIndex());
            if (length < 0 || length > maxFrameBytes) {
                throw new MalformedFrameException(
                        CloseReason.FRAME_TOO_LARGE,
                        "a frame of " + Integer.toUnsignedLong(length) + " bytes is announced: at most "
                                + maxFrameBytes);
            }
            return length;
        }

        @Override
        public int openBytes() {
            return open.readableBytes();
        }
    }
}
