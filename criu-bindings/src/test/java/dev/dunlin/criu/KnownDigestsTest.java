package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownDigestsTest {

    private final KnownDigests digests = new KnownDigests();

    @TempDir
    private Path folder;

    @Test
    void aChangeIsSeenAlthoughLengthAndTimeAreAsBefore() throws Exception {
        Path file = Files.writeString(folder.resolve("library"), "one");
        FileTime then = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, then);
        Manifest.Entry one = digests.of(file.toString());

        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, then);

        assertThat(digests.of(file.toString()))
                .isEqualTo(Digests.of(file.toString(), file))
                .isNotEqualTo(one);
    }

    @Test
    void whatIsKnownIsWhatIsRead() throws Exception {
        String settled = Path.of(System.getProperty("java.home"), "bin", "java")
                .toRealPath()
                .toString();

        assertThat(digests.of(settled)).isEqualTo(digests.of(settled)).isEqualTo(Digests.of(settled, Path.of(settled)));
    }

    @Test
    void whatIsNoFileIsNotRead() {
        assertThatThrownBy(() -> digests.of(folder.toString())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> digests.of(folder.resolve("none").toString())).isInstanceOf(IOException.class);
    }
}
