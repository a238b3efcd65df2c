package dev.dunlin.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.Manifest.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestTest {

    private static final Host HOST = new Host("4.2.1", "6.18 odd", "amd64", Set.of("sse", "avx"));

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Manifest manifest = written("line\nbreak % and blank.img");

        assertThat(Manifest.read(folder)).isEqualTo(manifest);
        assertThat(folder.resolve("manifest.new")).doesNotExist();
        manifest.verifyImages(folder);
        manifest.verifyFiles();
    }

    @Test
    void oneBitOfAnImageIsNoticed() throws Exception {
        Manifest manifest = written("a.img");
        Files.writeString(folder.resolve("a.img"), "Content");

        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
    }

    @Test
    void aMissingAndAnAddedImageAreNoticed() throws Exception {
        Manifest manifest = written("a.img");
        Files.writeString(folder.resolve("b.img"), "added");
        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.IMAGE_CHANGED);

        Files.delete(folder.resolve("b.img"));
        Files.delete(folder.resolve("a.img"));
        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.MISSING_IMAGE);
    }

    @Test
    void aFileThatIsAnotherIsNamed() throws Exception {
        Manifest manifest = written("a.img");
        Files.writeString(library(), "as long as before?");

        assertThatThrownBy(manifest::verifyFiles).hasMessageContaining(library().toString());
        Files.writeString(library(), "LIBRARY");
        assertThat(fault(manifest::verifyFiles)).isEqualTo(CheckpointFault.FILE_CHANGED);
        Files.delete(library());
        assertThat(fault(manifest::verifyFiles)).isEqualTo(CheckpointFault.FILE_MISSING);
    }

    @Test
    void aDamagedManifestIsNone() throws Exception {
        written("a.img");
        String text = Files.readString(folder.resolve(Manifest.FILE));
        for (int i = 0; i < text.length(); i++) {
            String damaged = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
            assertThat(fault(() -> ManifestText.parse(damaged))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
            String cut = text.substring(0, i);
            assertThat(fault(() -> ManifestText.parse(cut))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        }
    }

    @Test
    void pagesAreComparedToo() throws Exception {
        Manifest manifest = written("a.img");
        Files.writeString(folder.resolve("pages-1.img"), "paged");

        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        Files.delete(folder.resolve("pages-1.img"));
        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.MISSING_IMAGE);
    }

    @Test
    void aManifestOfBeforeIsReadAndItsPagesHaveTheSumOfTheirBytes() throws Exception {
        Files.writeString(folder.resolve("pages-1.img"), "pages");
        String body =
                "dunlin-checkpoint 1\npid 7\ntaken 1970-01-01T00:00:00Z\nafterwards ENDED\ncriu 4.2\nkernel 6.18\n"
                        + "architecture amd64\nprocessor sse\nimage " + Digests.of("pages".getBytes(UTF_8))
                        + " 5 pages-1.img\n";
        Files.writeString(folder.resolve(Manifest.FILE), body + "end " + Digests.of(body.getBytes(UTF_8)) + "\n");

        Manifest manifest = Manifest.read(folder);
        manifest.verifyImages(folder);
        assertThat(manifest.imageBytes()).isEqualTo(5);
        Files.writeString(folder.resolve("pages-1.img"), "Pages");
        assertThat(fault(() -> manifest.verifyImages(folder))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
    }

    @Test
    void aManifestOfALaterVersionIsNotGuessedAt() {
        String body = "dunlin-checkpoint 3\npid 7\n";

        assertThat(fault(() -> ManifestText.parse(body + "end " + Digests.of(body.getBytes(UTF_8)) + "\n")))
                .isEqualTo(CheckpointFault.IMAGE_CHANGED);
    }

    @Test
    void anImageThatLeadsElsewhereIsRefused() {
        Entry entry = new Entry("../a.img", 1, "0".repeat(64));
        String text = ManifestText.format(
                new Manifest(1, Instant.EPOCH, Afterwards.ENDED, HOST, List.of(entry), List.of(), List.of()));

        assertThat(fault(() -> ManifestText.parse(text))).isEqualTo(CheckpointFault.IMAGE_CHANGED);
    }

    @Test
    void noManifestIsNoCheckpoint() {
        assertThat(fault(() -> Manifest.read(folder))).isEqualTo(CheckpointFault.INCOMPLETE);
    }

    private Manifest written(String image) throws IOException {
        Files.writeString(folder.resolve(image), "content");
        Files.writeString(folder.resolve("pages-1.img"), "pages");
        Files.writeString(library(), "library");
        Manifest manifest = new Manifest(
                4711,
                Instant.parse("2026-11-21T22:00:00.123456789Z"),
                Afterwards.STOPPED,
                HOST,
                List.of(Digests.of(image, folder.resolve(image))),
                List.of(Digests.ofPages("pages-1.img", folder.resolve("pages-1.img"))),
                List.of(Digests.of(library().toString(), library())));
        ManifestText.write(manifest, folder);
        return manifest;
    }

    private Path library() {
        return elsewhere.resolve("lib so");
    }

    private static CheckpointFault fault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(CheckpointException.class, call).fault();
    }
}
