package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Finds frames by the length that precedes each. A frame that came in one piece is left where it is; of one that did not,
 * the pieces are gathered in a buffer that grows with what has come, not with what was announced.
 */
final class FrameAssembler extends Assembler {

    private static final int PREFIX_BYTES = QueuedFrame.PREFIX_BYTES;
    private static final int FIRST_CAPACITY = 256;

    private final int maxFrameBytes;

    FrameAssembler(ByteBufAllocator allocator, int maxFrameBytes) {
        super(allocator);
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Throws if a length is announced that is none, or too large. */
    @Override
    boolean find(ByteBuf from) {
        ByteBuf begun = partial();
        return begun == null ? findWhole(from) : complete(begun, from);
    }

    private boolean findWhole(ByteBuf from) {
        if (from.readableBytes() >= PREFIX_BYTES) {
            int announced = checked(from.getInt(from.readerIndex()));
            if (from.readableBytes() - PREFIX_BYTES >= announced) {
                found(from, from.readerIndex() + PREFIX_BYTES, announced);
                from.skipBytes(PREFIX_BYTES + announced);
                return true;
            }
        }
        if (from.isReadable()) {
            begin(Math.max(FIRST_CAPACITY, from.readableBytes())).writeBytes(from);
        }
        return false;
    }

    private boolean complete(ByteBuf begun, ByteBuf from) {
        if (begun.readableBytes() < PREFIX_BYTES) {
            move(PREFIX_BYTES, begun, from);
            if (begun.readableBytes() < PREFIX_BYTES) {
                return false;
            }
        }
        int announced = checked(begun.getInt(0));
        move(PREFIX_BYTES + announced, begun, from);
        if (begun.readableBytes() < PREFIX_BYTES + announced) {
            return false;
        }
        found(begun, PREFIX_BYTES, announced);
        return true;
    }

    /** Moves bytes until so many are there, or no more are left. */
    private static void move(int wanted, ByteBuf begun, ByteBuf from) {
        int bytes = Math.min(wanted - begun.readableBytes(), from.readableBytes());
        if (bytes > begun.writableBytes()) {
            int needed = begun.readableBytes() + bytes;
            begun.capacity((int) Math.min(wanted, Math.max(needed, 2L * begun.capacity())));
        }
        begun.writeBytes(from, bytes);
    }

    private int checked(int announced) {
        if (announced < 0 || announced > maxFrameBytes) {
            throw new MalformedFrameException(
                    CloseReason.FRAME_TOO_LARGE,
                    "a frame of " + Integer.toUnsignedLong(announced) + " bytes is announced: at most " + maxFrameBytes
                            + OtherProtocol.guess(announced));
        }
        return announced;
    }
}
