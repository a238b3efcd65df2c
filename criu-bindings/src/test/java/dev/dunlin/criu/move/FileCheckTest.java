package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.NeededFiles;
import dev.dunlin.criu.system.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source asks a receiver over loopback whether it has the same files. */
final class FileCheckTest {

    private static final Map<String, String> COMPARES = Map.of(MoveFacts.COMPARES, "1");
    private static final Map<String, String> SHIPS = Map.of(MoveFacts.COMPARES, "1", MoveFacts.PLACES, "1");

    @TempDir
    private Path folder;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private Stage stage;
    private Path work;
    private boolean ship;
    private Entry jar;

    @BeforeEach
    void write() throws IOException {
        stage = new Stage(folder);
        work = Files.createDirectory(folder.resolve("work"));
        jar = entry(Files.writeString(folder.resolve("a.jar"), "one"));
    }

    private static Entry entry(Path file) throws IOException {
        return new Entry(file.toString(), Files.size(file), Sha256.of(Files.readString(file)));
    }

    /** The receiver's facts are its own; what it is asked is what the source has found of its files. */
    private void ask(Map<String, String> facts, boolean force, List<Entry> files) {
        ReceiverConfig receiving =
                ReceiverConfig.of(URI.create("tcp://127.0.0.1:0"), folder.resolve("received"), Path.of("criu"));
        try (MoveReceiver receiver =
                MoveReceiver.listen(receiving, (where, id, pid, begun) -> stage.thaw(where), facts)) {
            MigrationConfig config = MigrationConfig.of(1, receiver.address(), Path.of("criu"), folder)
                    .withForce(force)
                    .withShipFiles(ship)
                    .withTold(told::add);
            try (TargetLine line = new TargetLine(config, UUID.randomUUID(), 0, Map.of())) {
                try {
                    new FileCheck(config, line, work).require(line.open().facts(), files);
                } catch (CheckpointException e) {
                    assertThat(line.settled(Duration.ofSeconds(20)).state()).isEqualTo(TargetState.NEVER);
                    throw e;
                }
            }
        }
    }

    @AfterEach
    void nothingWasStoppedForIt() {
        assertThat(stage.events).doesNotContain("stopped", "held there");
    }

    @Test
    void theSameFilesAreNoObstacle() {
        ask(COMPARES, false, List.of(jar));
        assertThat(told).containsExactly("files compared=1 differ=0");
    }

    @Test
    void anotherFileOfTheSameLengthIsNamed() throws IOException {
        Files.writeString(folder.resolve("a.jar"), "two");
        assertRefused(List.of(jar), jar.path() + " has the SHA-256 " + Sha256.of("two") + ", not " + jar.sha256());
    }

    @Test
    void aLongerFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("a.jar"), "three");
        assertRefused(List.of(jar), jar.path() + " has 5 bytes, not 3");
    }

    @Test
    void aMissingFileIsNamedAndADirectoryIsNone() throws IOException {
        Files.delete(folder.resolve("a.jar"));
        assertRefused(List.of(jar), jar.path() + " is missing");
        Files.createDirectory(folder.resolve("a.jar"));
        assertRefused(List.of(jar), jar.path() + " is missing");
    }

    @Test
    void ofManyTheFirstAreNamedAndAllAreCompared() {
        List<Entry> files = new ArrayList<>();
        for (int i = 0; i < 3 * FileLists.MOST_FILES; i++) {
            files.add(new Entry(folder + "/" + "long".repeat(40) + i, 1, jar.sha256()));
        }
        files.add(jar);
        assertRefused(files, "; and " + (3 * FileLists.MOST_FILES - 5) + " more");
    }

    @Test
    void itCanBeForced() throws IOException {
        Files.delete(folder.resolve("a.jar"));
        ask(COMPARES, true, List.of(jar));
        assertThat(told).contains("forced: on the target " + jar.path() + " is missing");
    }

    /** The target is this host too: while the source still has the bytes, the path is one where they are not. */
    private Entry moved(String from, String to) throws IOException {
        Path original = Files.writeString(folder.resolve(from), "one");
        Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rwxr-x--x"));
        return new Entry(folder.resolve(to).toString(), 3, Sha256.of("one"));
    }

    @Test
    void aFileThatIsMissingIsSentAlongAndPutThereWhole() throws IOException {
        Entry there = moved("original", "new/folder/b.jar");
        MoveMessage.Differences left = place(there, false);

        assertThat(left.byPath()).isEmpty();
        Path put = Path.of(there.path());
        assertThat(put).hasContent("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(put)))
                .isEqualTo("rwxr-x--x");
        assertThat(put.getParent()).isDirectoryContaining(file -> file.equals(put));
        try (var all = Files.list(put.getParent())) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyIfForced() throws IOException {
        Path there = Files.writeString(folder.resolve("c.jar"), "theirs");
        Entry entry = moved("original", "c.jar");

        assertThat(place(entry, false).byPath()).hasSize(1).containsKey(entry.path());
        assertThat(there).hasContent("theirs");
        assertThat(place(entry, true).byPath()).isEmpty();
        assertThat(there).hasContent("one");
    }

    private MoveMessage.Differences place(Entry entry, boolean replace) {
        return ShippedFiles.place(
                folder,
                new MoveMessage.Place(replace, List.of(new MoveMessage.Placed("original", entry.path(), "rwxr-x--x"))));
    }

    @Test
    void whatIsNoPlaceIsRefused() throws IOException {
        moved("original", "x");
        for (String path : List.of("relative", folder + "/a/../b", "/")) {
            Entry entry = new Entry(path.startsWith("/") ? path : "/x", 3, jar.sha256());
            assertThatThrownBy(() -> ShippedFiles.place(
                            folder,
                            new MoveMessage.Place(
                                    false, List.of(new MoveMessage.Placed("original", path, "rwxr-x--x")))))
                    .as(entry.path())
                    .hasMessageContaining("must be absolute");
        }
        assertThatThrownBy(() -> ShippedFiles.place(
                        folder,
                        new MoveMessage.Place(
                                false, List.of(new MoveMessage.Placed("../original", "/x", "rwxr-x--x")))))
                .hasMessageContaining("plain name");
    }

    /** Over loopback: the file is taken away between the comparison and the answer, by the name it is known under. */
    @Test
    void whatDiffersIsNotSentAlongUnforced() throws IOException {
        ship = true;
        Files.writeString(folder.resolve("a.jar"), "two");
        assertThatThrownBy(() -> ask(SHIPS, false, List.of(jar)))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.fault()).isEqualTo(CheckpointFault.FILE_DIFFERS));
        assertThat(told).contains("files sent along=0 differ=1");
        assertThat(folder.resolve("a.jar")).hasContent("two");
    }

    @Test
    void anOlderReceiverIsNotAsked() throws IOException {
        Files.delete(folder.resolve("a.jar"));
        ask(Map.of(), false, List.of(jar));
        assertThat(told).containsExactly("files are not compared: the target is of a release that cannot");
    }

    @Test
    void whatAProcessMapsIsFound() {
        List<Entry> files = NeededFiles.of(ProcessHandle.current().pid());
        assertThat(files).anyMatch(file -> file.path().endsWith("/libjvm.so"));
        assertThat(files).allMatch(file -> NeededFiles.difference(file).isEmpty());
    }

    private void assertRefused(List<Entry> files, String why) {
        assertThatThrownBy(() -> ask(COMPARES, false, files))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.fault()).isEqualTo(CheckpointFault.FILE_DIFFERS))
                .hasMessageContaining(why);
    }
}
