package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames by the length that precedes each. A frame that came in one piece is left where it is; of one that did not,
 * the pieces are gathered in a buffer that grows with what has come, not with what was announced.
 */
final class FrameAssembler implements Assembler {

    private static final int PREFIX_BYTES = QueuedFrame.PREFIX_BYTES;
    private static final int FIRST_CAPACITY = 256;

    private final ByteBufAllocator allocator;
    private final int maxFrameBytes;

    /** What has been read and not yet been looked at. */
    private @Nullable ByteBuf unread;

    /** The beginning of a frame that has not come to its end, its length included. */
    private @Nullable ByteBuf partial;

    /** Whether all of that frame has come, and it is the one at hand. */
    private boolean gathered;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int index;
    private int length;

    FrameAssembler(ByteBufAllocator allocator, int maxFrameBytes) {
        this.allocator = allocator;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void add(ByteBuf read) {
        unread = Assembler.joined(allocator, unread, read);
    }

    /** Throws if a length is announced that is none, or too large. */
    @Override
    public boolean advance() {
        if (partial != null && gathered) {
            partial.release();
            partial = null;
        }
        gathered = false;
        buffer = Unpooled.EMPTY_BUFFER;
        if (unread == null) {
            return false;
        }
        boolean found = partial == null ? findWhole(unread) : complete(partial, unread);
        if (!found) {
            unread.release();
            unread = null;
        }
        return found;
    }

    @Override
    public ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int openBytes() {
        return partial != null && !gathered ? partial.readableBytes() : 0;
    }

    @Override
    public void release() {
        buffer = Unpooled.EMPTY_BUFFER;
        if (unread != null) {
            unread.release();
            unread = null;
        }
        if (partial != null) {
            partial.release();
            partial = null;
        }
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
            ByteBuf begun = allocator.directBuffer(Math.max(FIRST_CAPACITY, from.readableBytes()));
            begun.writeBytes(from);
            partial = begun;
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
        gathered = true;
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

    private void found(ByteBuf in, int at, int announced) {
        buffer = in;
        index = at;
        length = announced;
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
