package dev.dunlin.call.ordered;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts values one after another, big-endian, into bytes that grow. For one thread. */
final class ByteWriter {

    private ByteBuffer buffer;

    ByteWriter(int expectedBytes) {
        this.buffer = ByteBuffer.allocate(Math.max(64, expectedBytes));
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int doubled = needed > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : needed * 2;
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), doubled)).position(buffer.position());
        }
        return buffer;
    }

    ByteWriter put(byte value) {
        room(1).put(value);
        return this;
    }

    ByteWriter put(int value) {
        room(4).putInt(value);
        return this;
    }

    ByteWriter put(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Their number, and then bytes. */
    ByteWriter put(byte[] bytes) {
        put(bytes.length);
        return rest(bytes);
    }

    ByteWriter put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes without their number: the last that is put. */
    ByteWriter rest(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    byte[] bytes() {
        return buffer.position() == buffer.array().length
                ? buffer.array()
                : Arrays.copyOf(buffer.array(), buffer.position());
    }
}
