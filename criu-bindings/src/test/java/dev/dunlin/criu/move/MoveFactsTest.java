package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether two hosts fit is known before anything is stopped. */
final class MoveFactsTest {

    private static final Map<String, String> HOST =
            Map.of("machine", "amd64", "kernel", "6.18.1", "criu", "4.2.1", "processor", "avx avx2 sse2");

    @TempDir
    private Path folder;

    private static Map<String, String> with(String name, String value) {
        Map<String, String> other = new HashMap<>(HOST);
        other.put(name, value);
        return other;
    }

    @Test
    void theSameFitsAndSoDoesOneThatCanMore() {
        assertThat(MoveFacts.mismatch(HOST, HOST)).isEmpty();
        assertThat(MoveFacts.mismatch(HOST, with("processor", "avx avx2 avx512f sse2")))
                .isEmpty();
        assertThat(MoveFacts.mismatch(HOST, with("processor", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "machine, aarch64, machine is amd64 on the source",
        "kernel, 6.1.0, kernel is 6.18.1 on the source",
        "criu, 4.1, criu is 4.2.1 on the source",
        "processor, avx sse2, 'lacks avx2, which that of the source has'",
        "processor, sse2, 'lacks avx, avx2, which'"
    })
    void whatDiffersIsNamed(String name, String there, String said) {
        assertThat(MoveFacts.mismatch(HOST, with(name, there)).orElseThrow()).contains(said, "force it");
    }

    @Test
    void ofManyFeaturesTheFirstAreNamed() {
        assertThat(MoveFacts.mismatch(with("processor", "a b c d e f g h i j x"), with("processor", "x"))
                        .orElseThrow())
                .contains("lacks a, b, c, d, e, f, g, h and 2 more,");
    }

    @Test
    void whatTheProcessorCanIsReadOnceAndInOrder() throws IOException {
        Path file = Files.writeString(
                folder.resolve("cpuinfo"), "processor\t: 0\nflags\t\t: sse2 avx sse2 avx2\n\nflags: x\n");
        assertThat(MoveFacts.features(file)).containsExactly("avx", "avx2", "sse2");
        assertThat(MoveFacts.features(Files.writeString(file, "Features\t: fp asimd\n")))
                .containsExactly("asimd", "fp");
        assertThat(MoveFacts.features(folder.resolve("none"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1005, 1010, 0, 5", // between
        "1000, 2005, 1010, 1000, 5",
        "1000, 5, 1010, -1000, 5",
        "1000, 1300, 1500, 50, 250"
    })
    void clocksAreComparedByAQuestion(long asked, long said, long heard, long millis, long margin) {
        assertThat(ClockDifference.of(asked, said, heard)).isEqualTo(new ClockDifference(millis, margin));
    }

    @Test
    void aDifferenceIsToldIfItIsCertainAndNotSmall() {
        assertThat(new ClockDifference(1000, 5).note().orElseThrow())
                .contains("1000 ms (to 5 ms) ahead", "end as much earlier");
        assertThat(new ClockDifference(-1000, 5).note().orElseThrow()).contains("behind", "end as much later");
        assertThat(new ClockDifference(49, 0).note()).isEmpty();
        assertThat(new ClockDifference(300, 260).note()).isEmpty();
    }
}
