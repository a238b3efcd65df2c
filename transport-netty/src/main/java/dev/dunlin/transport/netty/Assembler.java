package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages in what is read from a stream. For one thread.
 *
 * <p>{@link #advance()} goes to the next message, which stands in {@link #buffer()} from {@link #index()} on until {@link
 * #advance()}, {@link #add} or {@link #release()} is called.
 */
abstract class Assembler {

    private final ByteBufAllocator allocator;

    /** What has been read and not yet been looked at. */
    private @Nullable ByteBuf unread;

    /** The beginning of a message that has not come to its end. */
    private @Nullable ByteBuf partial;

    /** Whether all of that message has come, and it is the one at hand. */
    private boolean gathered;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int index;
    private int length;

    Assembler(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * Takes over what was read, and puts it behind what has not been looked at. There is such only while reading is paused:
     * what was on its way then waits.
     */
    final void add(ByteBuf read) {
        ByteBuf before = unread;
        if (before == null) {
            unread = read;
            return;
        }
        ByteBuf both = allocator.directBuffer(before.readableBytes() + read.readableBytes());
        both.writeBytes(before).writeBytes(read);
        before.release();
        read.release();
        unread = both;
    }

    /**
     * Goes to the next message.
     *
     * @return whether all of it is there
     * @throws MalformedFrameException if what has come is none
     */
    final boolean advance() {
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

    /**
     * Looks for the end of the next message, and says where it {@linkplain #found stands}. If it has not come to its end, all
     * there is of it is in {@link #partial()} afterwards.
     *
     * @return whether it has
     */
    abstract boolean find(ByteBuf from);

    /** The beginning of a message that has not come to its end, or null. */
    final @Nullable ByteBuf partial() {
        return partial;
    }

    /** A message has begun that has not come to its end: gives a buffer for it. */
    final ByteBuf begin(int capacity) {
        ByteBuf begun = allocator.directBuffer(capacity);
        partial = begun;
        return begun;
    }

    /** A message has come to its end. */
    @SuppressWarnings("ReferenceEquality") // this buffer or another
    final void found(ByteBuf in, int at, int bytes) {
        gathered = in == partial;
        buffer = in;
        index = at;
        length = bytes;
    }

    /** The buffer in which the message stands. */
    final ByteBuf buffer() {
        return buffer;
    }

    /** Where in the buffer it begins, without what precedes it on the wire. */
    final int index() {
        return index;
    }

    /** How long it is, without what tells it from others on the wire. */
    final int length() {
        return length;
    }

    /** How many bytes have come of a message that has not come to its end. */
    final int openBytes() {
        return partial != null && !gathered ? partial.readableBytes() : 0;
    }

    /** Frees everything. */
    final void release() {
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
