package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages by the byte that ends each. Each byte is looked at once, however many pieces the message comes in; ends of
 * lines before a message are skipped.
 */
final class DelimitedAssembler extends Assembler {

    private static final int FIRST_CAPACITY = 64;

    private final byte delimiter;
    private final int maxBytes;

    /**
     * Creates an assembler.
     *
     * @param delimiter what ends a message
     * @param maxBytes how long a message may be without it
     */
    DelimitedAssembler(ByteBufAllocator allocator, byte delimiter, int maxBytes) {
        super(allocator);
        this.delimiter = delimiter;
        this.maxBytes = maxBytes;
    }

    /** Throws if more comes than a message may have. */
    @Override
    boolean find(ByteBuf from) {
        ByteBuf begun = partial();
        if (begun == null) {
            skipLineEnds(from);
        }
        int end = from.indexOf(from.readerIndex(), from.writerIndex(), delimiter);
        int bytes = (end < 0 ? from.writerIndex() : end) - from.readerIndex();
        int before = begun == null ? 0 : begun.readableBytes();
        if (bytes > maxBytes - before) {
            throw new MalformedFrameException(
                    CloseReason.FRAME_TOO_LARGE, before + bytes + " bytes without a delimiter: at most " + maxBytes);
        }
        if (end < 0) {
            keep(begun, from, bytes);
            return false;
        }
        if (begun == null) {
            found(from, from.readerIndex(), bytes);
        } else {
            keep(begun, from, bytes);
            found(begun, 0, before + bytes);
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

    private void keep(@Nullable ByteBuf begun, ByteBuf from, int bytes) {
        if (bytes > 0) {
            ByteBuf into = begun != null ? begun : begin(Math.max(FIRST_CAPACITY, bytes));
            into.writeBytes(from, bytes);
        }
    }
}
