package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where what is run is kept, nobody else may have a hand. */
final class OwnDirectoryTest {

    @TempDir
    private Path folder;

    private static int self() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self/."), "unix:uid");
    }

    private static Path mode(Path directory, String permissions) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void oneThatIsNotThereIsMadeForItsOwnerAloneWithAllAboveIt() throws IOException {
        Path directory = folder.resolve("a/b/c");
        OwnDirectory.require(directory);
        for (Path made = directory; !made.equals(folder); made = made.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
        OwnDirectory.require(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx---r--", "rwxrwx---", "rwx-----x", "rwx----w-"})
    void oneThatOthersCanEnterIsRefused(String permissions) throws IOException {
        Path directory = mode(Files.createDirectory(folder.resolve("d")), permissions);
        assertRefused(directory, self(), "has the mode 7");
    }

    @Test
    void oneThatBelongsToAnotherIsRefusedHoweverTightItIs() throws IOException {
        Path directory = mode(Files.createDirectory(folder.resolve("d")), "rwx------");
        assertRefused(directory, self() + 1, "belongs to the user " + self() + ", not to " + (self() + 1));
    }

    @Test
    void aLinkIsRefusedEvenToOneThatIsOurs() throws IOException {
        Path own = mode(Files.createDirectory(folder.resolve("own")), "rwx------");
        Path link = Files.createSymbolicLink(folder.resolve("link"), own);
        assertRefused(link, self(), "is a link or no directory");
        assertRefused(Files.createFile(folder.resolve("file")), self(), "is a link or no directory");
    }

    @Test
    void oneThatOthersCouldMoveAwayIsRefused() throws IOException {
        Path above = mode(Files.createDirectory(folder.resolve("above")), "rwxrwxrwx");
        assertRefused(above.resolve("d"), self(), "is below " + above.toRealPath() + " of the mode 777");
        Files.setAttribute(above, "unix:mode", 01777);
        OwnDirectory.require(above.resolve("d"));
    }

    @Test
    void aReceiverRefusesOne() throws IOException {
        Path open = mode(Files.createDirectory(folder.resolve("open")), "rwxr-xr-x");
        ReceiverConfig config = ReceiverConfig.of(URI.create("tcp://127.0.0.1:0"), open, Path.of("criu"));
        assertThatThrownBy(() ->
                        MoveReceiver.listen(config, (where, id, pid, facts) -> new Stage(where).thaw(where), Map.of()))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.fault()).isEqualTo(CheckpointFault.UNSAFE_DIRECTORY));
    }

    @Test
    void aMigrationRefusesOneBeforeItAsksAnybody() throws IOException {
        Path open = mode(Files.createDirectory(folder.resolve("open")), "rwxr-xr-x");
        long pid = ProcessHandle.current().parent().orElseThrow().pid();
        MigrationConfig config = MigrationConfig.of(pid, URI.create("tcp://127.0.0.1:1"), Path.of("true"), open);
        assertThatThrownBy(() -> Migration.run(config))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.fault()).isEqualTo(CheckpointFault.UNSAFE_DIRECTORY))
                .hasMessageContaining("chmod 0700");
        assertThat(open).isEmptyDirectory();
    }

    private static void assertRefused(Path directory, int self, String why) {
        assertThatThrownBy(() -> OwnDirectory.require(directory, self))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.fault()).isEqualTo(CheckpointFault.UNSAFE_DIRECTORY))
                .hasMessageContaining(why);
    }
}
