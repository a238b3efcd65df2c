package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.Packet.Range;
import dev.dunlin.datagram.Piece;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.netty.WireFrames.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Packets as bytes: they come back as they were, and nothing else does. */
class PacketFormatProperties {

    private static final long MANY = 1L << 40;

    @Property
    void aPacketComesBackAsItWas(@ForAll("packets") Packet packet) {
        ByteBuf written = written(packet);
        assertThat(written.readableBytes()).isEqualTo(packet.bytes());
        assertThat(text(Objects.requireNonNull(PacketFormat.read(written)))).isEqualTo(text(packet));
    }

    @Property
    void aPacketOfWhichABitHasChangedIsNone(
            @ForAll("packets") Packet packet, @ForAll @IntRange(max = 1_200 * 8) int bit) {
        ByteBuf written = written(packet);
        int at = bit % (written.readableBytes() * 8);
        written.setByte(at / 8, written.getByte(at / 8) ^ 1 << at % 8);
        assertThat(PacketFormat.read(written)).isNull();
    }

    @Property
    void whateverComesIsAPacketOrNone(@ForAll @Size(max = 200) byte[] bytes) {
        Packet unused = PacketFormat.read(Unpooled.wrappedBuffer(bytes));
        if (bytes.length > 5) {
            // What somebody sends who can count, but not write.
            CRC32C crc = new CRC32C();
            crc.update(bytes[0]);
            crc.update(bytes, 5, bytes.length - 5);
            ByteBuf summed = Unpooled.copiedBuffer(bytes).setInt(1, (int) crc.getValue());
            Packet read = PacketFormat.read(summed);
            assertThat(read == null || !read.toString().isEmpty()).isTrue();
        }
    }

    private static ByteBuf written(Packet packet) {
        ByteBuf out = Unpooled.buffer();
        PacketFormat.write(packet, out);
        return out;
    }

    private static String text(Packet packet) {
        if (packet instanceof Packet.Data data) {
            ByteBuf all = Unpooled.buffer();
            data.pieces().stream()
                    .map(Bytes.class::cast)
                    .forEach(piece -> all.writeBytes(piece.array(), piece.from(), piece.bytes()));
            return data.to() + " " + data.number() + " " + data.last() + " " + data.next() + " " + data.limit() + " "
                    + ByteBufUtil.hexDump(all);
        }
        return packet.toString();
    }

    @Provide
    Arbitrary<Packet> packets() {
        Arbitrary<Long> any = Arbitraries.longs();
        Arbitrary<Long> count = Arbitraries.longs().between(1, MANY);
        return Arbitraries.oneOf(List.of(
                Combinators.combine(any, any, any).as(Packet.Open::new),
                Combinators.combine(any, any).as(Packet.Challenge::new),
                Combinators.combine(any, any, any).as(Packet.Accept::new),
                Combinators.combine(any, count, Arbitraries.of(true, false), count, count, pieces())
                        .as(Packet.Data::new),
                Combinators.combine(any, count, count, Arbitraries.of(true, false), ranges())
                        .as(PacketFormatProperties::acknowledge),
                Combinators.combine(
                                any,
                                Arbitraries.of(CloseReason.class),
                                Arbitraries.strings().ascii().ofMaxLength(Packet.MAX_DETAIL_BYTES))
                        .as(Packet.Break::new),
                any.map(Packet.Unknown::new)));
    }

    private static Packet acknowledge(long to, long next, long limit, boolean asks, List<Integer> steps) {
        List<Range> beyond = new ArrayList<>();
        long at = next;
        for (int step : steps) {
            beyond.add(new Range(at + step, at + 2L * step));
            at += 2L * step + 2;
        }
        return new Packet.Acknowledge(to, next, limit, asks, beyond);
    }

    private static Arbitrary<List<Integer>> ranges() {
        return Arbitraries.integers().between(1, 4096).list().ofMaxSize(Packet.MAX_RANGES);
    }

    private static Arbitrary<List<Piece>> pieces() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(300)
                .<Piece>map(bytes -> new Bytes(bytes, 0, bytes.length))
                .list()
                .ofMaxSize(3);
    }
}
