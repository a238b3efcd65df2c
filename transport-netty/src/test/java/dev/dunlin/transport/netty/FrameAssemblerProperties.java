package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a stream is cut into pieces, the same frames are found in it, and every buffer is freed. */
final class FrameAssemblerProperties {

    private static final int MAX_FRAME_BYTES = 1 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final FrameAssembler assembler = new FrameAssembler(allocator, MAX_FRAME_BYTES);

    @Property
    void piecesMakeTheFramesThatWereCut(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 5_000) Integer> lengths,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 3_000) Integer> pieces,
            @ForAll boolean heldBack) {
        ByteBuf stream = stream(lengths);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; stream.isReadable(); i++) {
            int piece = Math.min(pieces.get(i % pieces.size()), stream.readableBytes());
            assembler.add(stream.readBytes(piece));
            if (!heldBack || i % 3 == 0) {
                take(found);
            }
        }
        take(found);
        stream.release();

        assertThat(found).isEqualTo(lengths);
        assertThat(assembler.openBytes()).isZero();
        assembler.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Property
    void aStreamThatEndsInsideAFrameIsSeen(
            @ForAll @IntRange(min = 0, max = 5_000) int length, @ForAll @IntRange(min = 1, max = 5_004) int missing) {
        ByteBuf stream = stream(List.of(10, length));
        int cut = Math.min(missing, 4 + length - 1);
        assembler.add(stream.readBytes(stream.readableBytes() - cut));
        stream.release();
        List<Integer> found = new ArrayList<>();
        take(found);

        assertThat(found).containsExactly(10);
        assertThat(assembler.openBytes()).isPositive();
        assembler.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Property
    void aLengthBeyondTheBoundIsRefused(@ForAll int length, @ForAll @IntRange(min = 1, max = 4) int piece) {
        int announced = length >= 0 && length <= MAX_FRAME_BYTES ? -1 - length : length;
        ByteBuf stream = allocator.directBuffer().writeInt(announced);
        assertThatThrownBy(() -> {
                    while (stream.isReadable()) {
                        assembler.add(stream.readBytes(Math.min(piece, stream.readableBytes())));
                        take(new ArrayList<>());
                    }
                })
                .isInstanceOfSatisfying(
                        MalformedFrameException.class,
                        e -> assertThat(e.reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE))
                .hasMessageContaining(Integer.toUnsignedString(announced))
                .hasMessageContaining(Integer.toString(MAX_FRAME_BYTES));

        assembler.release();
        stream.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Example
    void memoryGrowsWithWhatHasComeAndNotWithWhatWasAnnounced() {
        ByteBuf stream = allocator.directBuffer().writeInt(MAX_FRAME_BYTES).writeZero(1_000);
        assembler.add(stream);
        take(new ArrayList<>());
        assertThat(allocator.metric().usedDirectMemory()).isLessThan(4_096);

        for (int i = 0; i < 100; i++) {
            assembler.add(allocator.directBuffer().writeZero(1_000));
            take(new ArrayList<>());
        }
        assertThat(allocator.metric().usedDirectMemory()).isBetween(101_000L, 250_000L);
        assembler.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private ByteBuf stream(List<Integer> lengths) {
        ByteBuf stream = allocator.directBuffer();
        for (int length : lengths) {
            stream.writeInt(length);
            for (int i = 0; i < length; i++) {
                stream.writeByte(i + length);
            }
        }
        return stream;
    }

    private void take(List<Integer> found) {
        while (assembler.advance()) {
            int length = assembler.length();
            byte[] bytes = ByteBufUtil.getBytes(assembler.buffer(), assembler.index(), length);
            for (int i = 0; i < length; i++) {
                assertThat(bytes[i]).isEqualTo((byte) (i + length));
            }
            found.add(length);
        }
    }
}
