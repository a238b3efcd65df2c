package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class LineSplitterProperties {

    private static final int LIMIT = 1_000;

    @Property
    void cutsAsTheNaiveWayDoesHoweverTheBytesArrive(
            @ForAll("texts") byte[] bytes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 90) Integer> chunks) {
        assertThat(split(new LineSplitter(LIMIT), bytes, chunks)).containsExactlyElementsOf(naive(bytes));
    }

    @Property
    void printedAgainTheLinesAreTheFileWithALastNewline(@ForAll("texts") byte[] bytes) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Stdout out = new Stdout(printed, false);
        for (byte[] line : split(new LineSplitter(LIMIT), bytes, List.of(64))) {
            OutputFormat.TEXT.write(Messages.of("t", 0, line), out);
        }
        out.flush();
        boolean needsEnd = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
        byte[] expected = Arrays.copyOf(bytes, bytes.length + (needsEnd ? 1 : 0));
        if (needsEnd) {
            expected[bytes.length] = '\n';
        }
        assertThat(printed.toByteArray()).isEqualTo(expected);
    }

    @Property
    void theWholeIsOneMessage(
            @ForAll("texts") byte[] bytes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 90) Integer> chunks) {
        assertThat(split(new WholeSplitter(LIMIT), bytes, chunks)).containsExactly(bytes);
    }

    /** Few values, so that line ends, returns, zeros and bytes that are no UTF-8 come often. */
    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.of((byte) '\n', (byte) 'a', (byte) ' ', (byte) '\r', (byte) 0, (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(400);
    }

    private static List<byte[]> split(MessageSplitter splitter, byte[] bytes, List<Integer> chunks) {
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int length = Math.min(chunks.get(i % chunks.size()), bytes.length - at);
            // One buffer is used again and again in production: what was fed may change afterwards.
            byte[] buffer = Arrays.copyOf(Arrays.copyOfRange(bytes, at, at + length), 100);
            splitter.feed(buffer, length, messages::add);
            Arrays.fill(buffer, (byte) '\n');
            at += length;
        }
        splitter.finish(messages::add);
        return messages;
    }

    private static List<byte[]> naive(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (b == '\n') {
                lines.add(line.toByteArray());
                line.reset();
            } else {
                line.write(b);
            }
        }
        if (line.size() > 0) {
            lines.add(line.toByteArray());
        }
        return lines;
    }
}
