package dev.dunlin.service;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes apart what a {@link Packer} has built, or a stranger: whatever is amiss is an IllegalArgumentException. For one thread. */
final class Unpacker {

    private final byte[] bytes;
    private int at;

    Unpacker(byte[] bytes) {
        this.bytes = bytes;
    }

    int raw() {
        if (at == bytes.length) {
            throw new IllegalArgumentException(bytes.length + " bytes end too early");
        }
        return bytes[at++] & 0xff;
    }

    int number() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = raw();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                if (value > Integer.MAX_VALUE) {
                    break;
                }
                return (int) value;
            }
        }
        throw new IllegalArgumentException("a length at byte " + at + " of " + bytes.length + " is beyond all bounds");
    }

    byte @Nullable [] piece() {
        int length = number() - 1;
        if (length < 0) {
            return null;
        }
        if (length > bytes.length - at) {
            throw new IllegalArgumentException(
                    "a piece of " + length + " bytes at byte " + at + " of " + bytes.length + " is cut short");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        byte[] text = piece();
        if (text == null) {
            throw new IllegalArgumentException("a name is missing at byte " + at + " of " + bytes.length);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    void end() {
        if (at < bytes.length) {
            throw new IllegalArgumentException((bytes.length - at) + " bytes are left over of " + bytes.length);
        }
    }
}
