package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf fields of one frame after the other. Trusts nothing: no length is believed beyond the message that it
 * stands in, and nothing is allocated before its bytes are there. Throws only {@link MalformedFrameException}. For one
 * thread.
 */
final class FieldReader {

    static final byte[] NO_BYTES = {};
    private static final int MAX_GUESS = 1024;
    private static final char REPLACEMENT = '\uFFFD';

    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int position;
    private int end;
    private int items;
    private int headers;

    /** Goes to a frame. Neither index of the buffer is used or moved. */
    void begin(ByteBuf frame, int index, int length) {
        in = frame;
        position = index;
        end = index + length;
        items = 0;
        headers = 0;
    }

    /** Whether the message that is being read goes on. */
    boolean hasMore() {
        return position < end;
    }

    /** How many bytes are left of the message that is being read. */
    int left() {
        return end - position;
    }

    /**
     * How many more items like one that has been read may follow: a guess that spares a list its growing, and is held back
     * where a stranger could make much of little.
     *
     * @param leftBefore what was left before it
     */
    int moreLike(int leftBefore) {
        return Math.min(MAX_GUESS, left() / Math.max(1, leftBefore - left()));
    }

    int tag() {
        long tag = varint();
        if (tag >>> FieldType.BITS == 0 || tag >>> 32 != 0) {
            throw protocol("tag " + Long.toUnsignedString(tag) + " is none");
        }
        return (int) tag;
    }

    long varint() {
        if (position < end) {
            byte first = in.getByte(position);
            if (first >= 0) {
                position++;
                return first;
            }
            if (position + 1 < end) {
                byte second = in.getByte(position + 1);
                if (second >= 0) {
                    position += 2;
                    return ((long) second << 7) | (first & 0x7F);
                }
            }
        }
        return longVarint();
    }

    private long longVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= end) {
                throw protocol("a number goes on beyond the end of its message");
            }
            byte next = in.getByte(position++);
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw protocol("a number goes on beyond 10 bytes");
    }

    long zigZag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Goes into a message, or a run of packed numbers.
     *
     * @return for {@link #leave}
     */
    int enter() {
        int length = length();
        int outer = end;
        end = position + length;
        return outer;
    }

    /** Comes out of a message that has been read to its end. */
    void leave(int outer) {
        end = outer;
    }

    /** Counts a message, an outcome or a sequence. */
    void item() {
        if (++items > FrameBounds.MAX_ITEMS) {
            throw protocol("more than " + FrameBounds.MAX_ITEMS + " messages, outcomes or sequences in one frame");
        }
    }

    /** Counts a header. */
    void header() {
        if (++headers > FrameBounds.MAX_HEADERS) {
            throw protocol("more than " + FrameBounds.MAX_HEADERS + " headers in one frame");
        }
    }

    byte[] bytes() {
        int length = length();
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[length];
        in.getBytes(position, bytes);
        position += length;
        return bytes;
    }

    /** Bytes for generated code, which makes more of them than they are. */
    byte[] smallBytes() {
        return bytes(FrameBounds.MAX_SMALL_BYTES);
    }

    byte[] bytes(int maxLength) {
        int begin = position;
        int length = length();
        if (length > maxLength) {
            throw protocol(length + " bytes where at most " + maxLength + " may stand");
        }
        position = begin;
        return bytes();
    }

    /** Passes over bytes if they are those that are given; otherwise stays where it is. */
    boolean skipIfNext(byte[] bytes) {
        int begin = position;
        if (length() == bytes.length && isAt(position, bytes)) {
            position += bytes.length;
            return true;
        }
        position = begin;
        return false;
    }

    private boolean isAt(int index, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (in.getByte(index + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    String text() {
        int length = length();
        int begin = position;
        String text = in.toString(begin, length, StandardCharsets.UTF_8);
        position += length;
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(in.nioBuffer(begin, length));
        }
        return text;
    }

    static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(ByteBuffer.wrap(bytes));
        }
        return text;
    }

    private static void requireUtf8(ByteBuffer bytes) {
        try {
            CharBuffer unused = StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw protocol("a text is not UTF-8");
        }
    }

    /** Passes over a field that is not known. */
    void skip(int tag) {
        switch (tag & FieldType.MASK) {
            case FieldType.VARINT -> varint();
            case FieldType.FIXED64 -> advance(8);
            case FieldType.FIXED32 -> advance(4);
            case FieldType.LENGTH -> advance(length());
            default -> throw protocol("wire type " + (tag & FieldType.MASK) + " does not occur");
        }
    }

    private void advance(int bytes) {
        if (bytes > end - position) {
            throw protocol("a field of " + bytes + " bytes where " + (end - position) + " are left");
        }
        position += bytes;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw protocol(
                    "a field of " + Long.toUnsignedString(length) + " bytes where " + (end - position) + " are left");
        }
        return (int) length;
    }
}
