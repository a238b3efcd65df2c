package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.transport.CloseReason;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Messages that end with a byte, however their stream is cut into pieces. */
final class DelimitedAssemblerProperties {

    static final int MAX_BYTES = 32;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final DelimitedAssembler assembler = new DelimitedAssembler(allocator, (byte) '?', MAX_BYTES);

    @Property
    void everyMessageIsFoundWhereverTheStreamIsCut(
            @ForAll @Size(max = 20) List<@AlphaChars @StringLength(max = MAX_BYTES) String> messages,
            @ForAll @StringLength(max = 10) @AlphaChars String rest,
            @ForAll @IntRange(min = 1, max = 50) int piece) {
        StringBuilder stream = new StringBuilder();
        messages.forEach(message -> stream.append("\r\n").append(message).append('?'));
        stream.append("\n").append(rest);

        assertThat(found(stream.toString(), piece)).isEqualTo(messages);
        assertThat(assembler.openBytes()).isEqualTo(rest.length());
        assembler.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Property
    void moreThanAMessageMayHaveIsRefusedAsSoonAsItHasCome(
            @ForAll @IntRange(min = MAX_BYTES + 1, max = 200) int length,
            @ForAll @IntRange(min = 1, max = 50) int piece) {
        assertThatThrownBy(() -> found("ok?" + "x".repeat(length), piece))
                .isInstanceOfSatisfying(
                        MalformedFrameException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE))
                .hasMessageEndingWith(" bytes without a delimiter: at most " + MAX_BYTES);
        assembler.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Example
    void endsOfLinesWithinAMessageAreItsOwn() {
        assertThat(found("\n\r\na\nb\n?\n?", 3)).containsExactly("a\nb\n", "");
        assertThat(assembler.openBytes()).isZero();
        assembler.release();
    }

    @Example
    void whatComesWhileReadingIsPausedWaits() {
        assembler.add(Unpooled.copiedBuffer("a?b?c", StandardCharsets.US_ASCII));
        assertThat(assembler.advance()).isTrue();
        assembler.add(Unpooled.copiedBuffer("d?", StandardCharsets.US_ASCII));
        assertThat(assembler.advance()).isTrue();
        assertThat(message()).isEqualTo("b");
        assertThat(assembler.advance()).isTrue();
        assertThat(message()).isEqualTo("cd");
        assertThat(assembler.advance()).isFalse();
        assembler.release();
    }

    private List<String> found(String stream, int piece) {
        List<String> found = new ArrayList<>();
        byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += piece) {
            int size = Math.min(piece, bytes.length - at);
            assembler.add(allocator.directBuffer(size).writeBytes(bytes, at, size));
            while (assembler.advance()) {
                found.add(message());
            }
        }
        return found;
    }

    private String message() {
        return assembler.buffer().toString(assembler.index(), assembler.length(), StandardCharsets.US_ASCII);
    }
}
