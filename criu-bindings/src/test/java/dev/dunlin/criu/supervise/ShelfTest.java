package dev.dunlin.criu.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShelfTest {

    private static final long MUCH = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void soManyAreKeptTheNewestOfAll() throws IOException {
        Shelf shelf = new Shelf(folder, 2, MUCH);
        Path one = whole(shelf, 10);
        Path two = whole(shelf, 10);
        Path three = whole(shelf, 10);

        assertThat(shelf.newestFirst()).containsExactly(three, two, one);
        assertThat(shelf.prune()).containsExactly(one);
        assertThat(folder).isDirectoryNotContaining(path -> path.equals(one));
        assertThat(shelf.newestFirst()).containsExactly(three, two);
    }

    @Test
    void soManyBytesAreKeptAndTheNewestInAnyCase() throws IOException {
        Shelf shelf = new Shelf(folder, 9, 100);
        Path one = whole(shelf, 10);
        Path two = whole(shelf, 41);
        Path three = whole(shelf, 50);
        assertThat(shelf.prune()).containsExactly(one);

        Path four = whole(shelf, 101);
        assertThat(shelf.prune()).containsExactlyInAnyOrder(three, two);
        assertThat(shelf.newestFirst()).containsExactly(four);
    }

    @Test
    void whatIsNotWholeIsNeverGivenAndIsRemoved() throws IOException {
        Shelf shelf = new Shelf(folder, 2, MUCH);
        Path one = whole(shelf, 10);
        Path half = Files.createDirectories(shelf.next());
        Files.write(half.resolve("dump.log"), new byte[10]);

        assertThat(shelf.newestFirst()).containsExactly(one);
        assertThat(shelf.prune()).containsExactly(half);
        assertThat(half).doesNotExist();
    }

    @Test
    void numbersGoOnAndOthersFilesAreLeftAlone() throws IOException {
        Shelf shelf = new Shelf(folder, 1, MUCH);
        assertThat(shelf.isEmpty()).isTrue();
        Path output = Files.writeString(folder.resolve("output"), "x");
        whole(shelf, 1);
        Path two = whole(shelf, 1);
        shelf.prune();

        assertThat(two).hasFileName("checkpoint-000000002");
        assertThat(shelf.next()).hasFileName("checkpoint-000000003");
        assertThat(output).exists();
    }

    /** One whose files take so many bytes, an empty manifest among them. */
    private static Path whole(Shelf shelf, int bytes) throws IOException {
        Path directory = Files.createDirectories(shelf.next());
        Files.write(directory.resolve("pages-1.img"), new byte[bytes]);
        Files.createFile(directory.resolve(Manifest.FILE));
        return directory;
    }
}
