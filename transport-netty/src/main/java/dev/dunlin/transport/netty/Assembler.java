package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages in what is read from a stream. For one thread.
 *
 * <p>{@link #advance()} goes to the next message, which stands in {@link #buffer()} from {@link #index()} on until {@link
 * #advance()}, {@link #add} or {@link #release()} is called.
 */
interface Assembler {

    /** Takes over what was read. */
    void add(ByteBuf read);

    /**
     * Goes to the next message.
     *
     * @return whether all of it is there
     * @throws MalformedFrameException if what has come is none
     */
    boolean advance();

    /** The buffer in which the message stands. */
    ByteBuf buffer();

    /** Where in the buffer it begins, without what precedes it on the wire. */
    int index();

    /** How long it is, without what tells it from others on the wire. */
    int length();

    /** How many bytes have come of a message that has not come to its end. */
    int openBytes();

    /** Frees everything. */
    void release();

    /**
     * Puts what was read behind what has not been looked at. There is such only while reading is paused: what was on its
     * way then waits.
     */
    static ByteBuf joined(ByteBufAllocator allocator, @Nullable ByteBuf unread, ByteBuf read) {
        if (unread == null) {
            return read;
        }
        ByteBuf both = allocator.directBuffer(unread.readableBytes() + read.readableBytes());
        both.writeBytes(unread).writeBytes(read);
        unread.release();
        read.release();
        return both;
    }
}
