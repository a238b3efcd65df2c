package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes protobuf fields to a buffer that has room for them, as {@link FieldSize} measured. For one thread. */
final class FieldWriter {

    private final ByteBuf out;

    FieldWriter(ByteBuf out) {
        this.out = out;
    }

    void varint(long value) {
        if ((value & ~0x7FL) == 0) {
            out.writeByte((int) value);
        } else if ((value & ~0x3FFFL) == 0) {
            out.writeShort(((((int) value & 0x7F) | 0x80) << 8) | ((int) value >> 7));
        } else {
            longVarint(value);
        }
    }

    private void longVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    void int64(int tag, long value) {
        varint(tag);
        varint(value);
    }

    void int64Unless0(int tag, long value) {
        int64Unless(0, tag, value);
    }

    void int64Unless(long usual, int tag, long value) {
        if (value != usual) {
            int64(tag, value);
        }
    }

    /** What precedes a field of so many bytes. */
    void length(int tag, long bytes) {
        varint(tag);
        varint(bytes);
    }

    void text(int tag, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        length(tag, bytes);
        ByteBufUtil.reserveAndWriteUtf8(out, text, bytes);
    }

    void textUnlessEmpty(int tag, String text) {
        if (!text.isEmpty()) {
            text(tag, text);
        }
    }

    void bytesUnlessEmpty(int tag, byte[] bytes) {
        if (bytes.length != 0) {
            bytes(tag, bytes);
        }
    }

    void bytes(int tag, byte[] bytes) {
        length(tag, bytes.length);
        out.writeBytes(bytes);
    }
}
