package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.system.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer sends that means no good, or is broken. */
final class IntakeTest {

    private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private Path directory;
    private Intake intake;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createDirectory(folder.resolve("images"));
        intake = new Intake(directory, FileSums.SHA_256, 100, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "..", ".", "", "/etc/passwd", "a/b", "a\\b", "-rf", ".hidden", "a\0b", "a\nb", "ü", " a"
            })
    void onlyPlainNamesAreTaken(String path) throws IOException {
        assertRefused(() -> intake.take(path, 0, BYTES, 0, 10), "plain name");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(directory);
        }
    }

    @Test
    void aNameOfMoreThanAHundredCharactersIsRefused() {
        assertRefused(() -> intake.take("a".repeat(101), 0, BYTES, 0, 10), "plain name");
    }

    @Test
    void whatIsThereAlreadyIsNotFollowed() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "mine");
        Files.createSymbolicLink(directory.resolve("link"), outside);

        assertThatThrownBy(() -> intake.take("link", 0, BYTES, 0, 10)).isInstanceOf(IOException.class);
        assertThat(outside).hasContent("mine");
    }

    @Test
    void moreBytesThanAllowedAreRefused() throws IOException {
        intake.take("a", 0, new byte[95], 0, 95);
        assertRefused(() -> intake.take("b", 0, BYTES, 0, 10), "more than 100 bytes");
    }

    @Test
    void moreFilesThanAllowedAreRefused() throws IOException {
        for (String name : new String[] {"a", "b", "c"}) {
            intake.take(name, 0, BYTES, 0, 1);
        }
        assertRefused(() -> intake.take("d", 0, BYTES, 0, 1), "more than 3 files");
    }

    @Test
    void aGapIsRefusedAndWhatIsThereIsPassedOver() throws IOException {
        intake.take("a", 0, BYTES, 0, 4);
        assertRefused(() -> intake.take("a", 5, BYTES, 5, 5), "must be at most 4");
        assertRefused(() -> intake.take("a", -1, BYTES, 0, 5), "must be at most 4");

        intake.take("a", 2, BYTES, 2, 8);
        intake.take("a", 0, BYTES, 0, 10);
        intake.end("a", 10, sum(BYTES));

        assertThat(directory.resolve("a")).hasBinaryContent(BYTES);
    }

    @Test
    void aFileThatIsNotWhatWasSentIsRefused() throws IOException {
        intake.take("a", 0, BYTES, 0, 10);
        assertRefused(() -> intake.end("a", 11, sum(BYTES)), "was to have 11");
        assertRefused(() -> intake.end("a", 10, "0".repeat(64)), "was to be 000");
    }

    @Test
    void aListThatIsNotWhatWasSentIsRefused() throws IOException {
        intake.take("a", 0, BYTES, 0, 10);
        assertRefused(() -> intake.complete(1, ""), "has not come to its end");
        intake.end("a", 10, sum(BYTES));
        assertRefused(() -> intake.complete(1, "0".repeat(64)), "manifest");
        StringBuilder lines = new StringBuilder();
        Manifest.line(lines, "a", 10, sum(BYTES));
        assertRefused(() -> intake.complete(2, Sha256.of(lines.toString())), "were to be 2");
        intake.complete(1, Sha256.of(lines.toString()));
    }

    private static String sum(byte[] bytes) {
        return Sha256.of(new String(bytes, StandardCharsets.US_ASCII));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void assertRefused(Step step, String why) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                        DunlinException.class, e -> assertThat(e.reason()).isEqualTo(DunlinException.Reason.PROTOCOL))
                .hasMessageContaining(why);
    }
}
