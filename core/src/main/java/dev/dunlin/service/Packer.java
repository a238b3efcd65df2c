package dev.dunlin.service;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds the body of a request or an answer: bytes, and pieces with their lengths before them. A length is a number in groups of
 * seven bits, the lowest first, the eighth bit set in all but the last (as protobuf's varints); one more than the piece has
 * bytes, and zero where there is no piece. For one thread.
 */
final class Packer {

    private byte[] bytes = new byte[64];
    private int size;

    Packer raw(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** A number, not negative. */
    Packer number(int value) {
        int rest = value;
        while (rest >= 0x80) {
            raw(rest | 0x80);
            rest >>>= 7;
        }
        return raw(rest);
    }

    /** A piece, or that there is none. */
    Packer piece(byte @Nullable [] piece) {
        if (piece == null) {
            return number(0);
        }
        number(piece.length + 1);
        room(piece.length);
        System.arraycopy(piece, 0, bytes, size, piece.length);
        size += piece.length;
        return this;
    }

    Packer text(String text) {
        return piece(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] packed() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int)
                    Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L)));
        }
    }
}
