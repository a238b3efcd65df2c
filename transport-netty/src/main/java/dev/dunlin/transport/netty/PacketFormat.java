package dev.dunlin.transport.netty;

import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.Packet.Range;
import dev.dunlin.datagram.Piece;
import dev.dunlin.transport.netty.WireFrames.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets into bytes and back, as {@code docs/PROTOCOL.md} describes them. Whatever the bytes, reading gives a packet
 * or null. No state; safe for use by any thread.
 */
final class PacketFormat {

    /** The version in the upper half, the kind in the lower. */
    private static final int VERSION = 1 << 4;

    private static final int OPEN = VERSION | 1;
    private static final int CHALLENGE = VERSION | 2;
    private static final int ACCEPT = VERSION | 3;
    private static final int DATA = VERSION | 4;
    private static final int ACKNOWLEDGE = VERSION | 5;
    private static final int BREAK = VERSION | 6;
    private static final int UNKNOWN = VERSION | 7;

    private static final int FLAG = 1;
    private static final int CHECKSUM_INDEX = 1;
    private static final int BODY_INDEX = CHECKSUM_INDEX + Integer.BYTES;

    private PacketFormat() {}

    /** Writes a packet to an empty buffer. */
    static void write(Packet packet, ByteBuf out) {
        out.writeByte(kind(packet)).writeInt(0);
        if (packet instanceof Packet.Data data) {
            out.writeLong(data.to()).writeLong(data.number()).writeLong(data.next());
            out.writeLong(data.limit()).writeByte(data.last() ? FLAG : 0);
            for (Piece piece : data.pieces()) {
                Bytes bytes = (Bytes) piece;
                out.writeBytes(bytes.array(), bytes.from(), bytes.bytes());
            }
        } else if (packet instanceof Packet.Acknowledge said) {
            out.writeLong(said.to()).writeLong(said.next()).writeLong(said.limit());
            out.writeByte(said.asks() ? FLAG : 0).writeByte(said.beyond().size());
            for (Range range : said.beyond()) {
                out.writeInt((int) (range.first() - said.next()));
                out.writeInt((int) (range.last() - range.first()));
            }
        } else if (packet instanceof Packet.Open open) {
            out.writeLong(open.from()).writeLong(open.cookie()).writeLong(open.limit());
        } else if (packet instanceof Packet.Challenge challenge) {
            out.writeLong(challenge.to()).writeLong(challenge.cookie());
        } else if (packet instanceof Packet.Accept accept) {
            out.writeLong(accept.to()).writeLong(accept.from()).writeLong(accept.limit());
        } else if (packet instanceof Packet.Break end) {
            out.writeLong(end.to()).writeByte(Vocabulary.CLOSE_REASON.number(end.reason()));
            byte[] detail = end.detail().getBytes(StandardCharsets.UTF_8);
            int length = Math.min(detail.length, Packet.MAX_DETAIL_BYTES);
            out.writeShort(length).writeBytes(detail, 0, length);
        } else if (packet instanceof Packet.Unknown unknown) {
            out.writeLong(unknown.number());
        }
        out.setInt(CHECKSUM_INDEX, checksum(out));
    }

    private static int kind(Packet packet) {
        if (packet instanceof Packet.Data) {
            return DATA;
        } else if (packet instanceof Packet.Acknowledge) {
            return ACKNOWLEDGE;
        } else if (packet instanceof Packet.Open) {
            return OPEN;
        } else if (packet instanceof Packet.Challenge) {
            return CHALLENGE;
        } else if (packet instanceof Packet.Accept) {
            return ACCEPT;
        }
        return packet instanceof Packet.Break ? BREAK : UNKNOWN;
    }

    /** Of all bytes but its own: CRC-32C, RFC 3720, appendix B.4. */
    private static int checksum(ByteBuf packet) {
        CRC32C crc = new CRC32C();
        crc.update(packet.getByte(packet.readerIndex()));
        int body = packet.readerIndex() + BODY_INDEX;
        crc.update(packet.nioBuffer(body, packet.writerIndex() - body));
        return (int) crc.getValue();
    }

    /** Reads a packet; null if it is none, or damaged. */
    static @Nullable Packet read(ByteBuf in) {
        if (in.readableBytes() <= BODY_INDEX || in.getInt(in.readerIndex() + CHECKSUM_INDEX) != checksum(in)) {
            return null;
        }
        int kind = in.readUnsignedByte();
        in.skipBytes(Integer.BYTES);
        try {
            return body(kind, in);
        } catch (IndexOutOfBoundsException | MalformedFrameException e) {
            return null;
        }
    }

    private static @Nullable Packet body(int kind, ByteBuf in) {
        return switch (kind) {
            case OPEN -> new Packet.Open(in.readLong(), in.readLong(), in.readLong());
            case CHALLENGE -> new Packet.Challenge(in.readLong(), in.readLong());
            case ACCEPT -> new Packet.Accept(in.readLong(), in.readLong(), in.readLong());
            case DATA -> data(in);
            case ACKNOWLEDGE -> acknowledge(in);
            case BREAK ->
                new Packet.Break(in.readLong(), Vocabulary.CLOSE_REASON.named(in.readUnsignedByte()), detail(in));
            case UNKNOWN -> new Packet.Unknown(in.readLong());
            default -> null;
        };
    }

    private static Packet data(ByteBuf in) {
        long to = in.readLong();
        long number = in.readLong();
        long next = in.readLong();
        long limit = in.readLong();
        boolean last = (in.readByte() & FLAG) != 0;
        byte[] bytes = ByteBufUtil.getBytes(in);
        return new Packet.Data(
                to,
                number,
                last,
                next,
                limit,
                bytes.length == 0 ? List.of() : List.of(new Bytes(bytes, 0, bytes.length)));
    }

    private static Packet acknowledge(ByteBuf in) {
        long to = in.readLong();
        long next = in.readLong();
        long limit = in.readLong();
        boolean asks = (in.readByte() & FLAG) != 0;
        int count = in.readUnsignedByte();
        List<Range> beyond = new ArrayList<>(Math.min(count, Packet.MAX_RANGES));
        for (int i = 0; i < count; i++) {
            long first = next + in.readUnsignedInt();
            beyond.add(new Range(first, first + in.readUnsignedInt()));
        }
        return new Packet.Acknowledge(to, next, limit, asks, beyond);
    }

    private static String detail(ByteBuf in) {
        int length = in.readUnsignedShort();
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }
}
