package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBufUtil;

/** How many bytes protobuf fields take, their tags included. Sums are longs: a frame that is too large is found by them. */
final class FieldSize {

    private FieldSize() {}

    /** A varint without a tag, 1 to 10 bytes. */
    static long varint(long value) {
        // One byte for each 7 bits, without a division: (640 - 9 * leading zeros) / 64.
        return (640L - Long.numberOfLeadingZeros(value) * 9L) >>> 6;
    }

    static long int64(int tag, long value) {
        return varint(tag) + varint(value);
    }

    /** A field that is left out when it is 0. */
    static long int64Unless0(int tag, long value) {
        return int64Unless(0, tag, value);
    }

    /** A field that is left out when it is what its reader takes it for then. */
    static long int64Unless(long usual, int tag, long value) {
        return value == usual ? 0 : int64(tag, value);
    }

    static long length(int tag, long bytes) {
        return varint(tag) + varint(bytes) + bytes;
    }

    static long text(int tag, String text) {
        return length(tag, ByteBufUtil.utf8Bytes(text));
    }

    /** A field that is left out when it is empty. */
    static long textUnlessEmpty(int tag, String text) {
        return text.isEmpty() ? 0 : text(tag, text);
    }

    static long bytesUnlessEmpty(int tag, byte[] bytes) {
        return bytes.length == 0 ? 0 : length(tag, bytes.length);
    }

    /** Maps small numbers of either sign to small numbers without one. */
    static long zigZag(long value) {
        return (value << 1) ^ (value >> 63);
    }
}
