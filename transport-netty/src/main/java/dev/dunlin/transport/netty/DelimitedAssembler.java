package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages by the byte that ends each. Each byte is looked at once, however many pieces the message comes in; ends of
 * lines before a message are skipped.
 */
final class DelimitedAssembler implements Assembler {

    private static final int FIRST_CAPACITY = 64;

    private final ByteBufAllocator allocator;
    private final byte delimiter;
    private final int maxBytes;

    /** What has been read and not yet been looked at. */
    private @Nullable ByteBuf unread;

    /** The beginning of a message whose delimiter has not come. */
    private @Nullable ByteBuf partial;

    /** Whether it has, and the message is the one at hand. */
    private boolean gathered;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int index;
    private int length;

    /**
     * Creates an assembler.
     *
     * @param delimiter what ends a message
     * @param maxBytes how long a message may be without it
     */
    DelimitedAssembler(ByteBufAllocator allocator, byte delimiter, int maxBytes) {
        this.allocator = allocator;
        this.delimiter = delimiter;
        this.maxBytes = maxBytes;
    }

    @Override
    public void add(ByteBuf read) {
        unread = Assembler.joined(allocator, unread, read);
    }

    /** Throws if more comes than a message may have. */
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
        boolean found = find(unread);
        if (!found) {
            unread.release();
            unread = null;
        }
        return found;
    }

    private boolean find(ByteBuf from) {
        if (partial == null) {
            skipLineEnds(from);
        }
        int end = from.indexOf(from.readerIndex(), from.writerIndex(), delimiter);
        int bytes = (end < 0 ? from.writerIndex() : end) - from.readerIndex();
        int before = partial == null ? 0 : partial.readableBytes();
        if (bytes > maxBytes - before) {
            throw new MalformedFrameException(
                    CloseReason.FRAME_TOO_LARGE, before + bytes + " bytes without a delimiter: at most " + maxBytes);
        }
        if (end < 0) {
            keep(from, bytes);
            return false;
        }
        if (partial == null) {
            at(from, from.readerIndex(), bytes);
        } else {
            keep(from, bytes);
            gathered = true;
            at(partial, 0, before + bytes);
        }
        from.readerIndex(end + 1);
        return true;
    }

    private void skipLineEnds(ByteBuf from) {
        while (from.isReadable()) {
            byte next = from.getByte(from.readerIndex());
            if (next == delimiter || (next != '\r' && next != '\n')) {
                return;
            }
            from.skipBytes(1);
        }
    }

    private void keep(ByteBuf from, int bytes) {
        if (bytes > 0) {
            if (partial == null) {
                partial = allocator.directBuffer(Math.max(FIRST_CAPACITY, bytes));
            }
            partial.writeBytes(from, bytes);
        }
    }

    private void at(ByteBuf in, int from, int bytes) {
        buffer = in;
        index = from;
        length = bytes;
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
}
