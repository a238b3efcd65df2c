package dev.dunlin.cli;

import dev.dunlin.criu.CriuConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say with what and where a process is moved, on either host. */
final class MovePlace {

    private static final Path MEMORY = Path.of("/dev/shm");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where images are kept meanwhile; best in memory. By default below /dev/shm.")
    private @Nullable Path directory;

    @Option(
            names = "--criu",
            paramLabel = "FILE",
            description = "The criu to run; the one on PATH, or where it is usually installed, by default.")
    private @Nullable Path criu;

    /** Where images are kept: if nothing is said in memory where the system has such a place, else among the temporary files. */
    Path directory(String usual) {
        if (directory != null) {
            return directory;
        }
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir", "/var/tmp"));
        return parent.resolve("dunlin-" + usual);
    }

    /** The criu to run. Looked for only when it is asked for: other commands start without that. */
    Path criu() {
        return criu != null ? criu : CriuConfig.builder().build().binary();
    }
}
