package dev.dunlin.call.ordered;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Takes what a {@link ByteWriter} has put, in the same order. For one thread. */
final class ByteReader {

    private final ByteBuffer buffer;

    ByteReader(byte[] bytes) {
        this.buffer = ByteBuffer.wrap(bytes);
    }

    private ByteBuffer has(int bytes) {
        if (bytes < 0 || buffer.remaining() < bytes) {
            throw new IllegalArgumentException(
                    bytes + " bytes are expected at " + buffer.position() + ": " + buffer.remaining() + " are left");
        }
        return buffer;
    }

    byte aByte() {
        return has(1).get();
    }

    int anInt() {
        return has(4).getInt();
    }

    long aLong() {
        return has(8).getLong();
    }

    byte[] bytes() {
        int length = anInt();
        has(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] rest() {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Checks that all has been taken.
     *
     * @throws IllegalArgumentException if something is left
     */
    void end() {
        if (buffer.hasRemaining()) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes too many");
        }
    }
}
