package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which container the images of a directory are of: a file of four lines among them, which the manifest guards.
 *
 * @param container which it is
 * @param label how docker calls the checkpoint; empty of others
 * @param id what its engine called it; of runc, where its bundle is
 */
record ContainerNote(Container container, String label, String id) {

    private static final String FILE = "container";
    private static final int LINES = 4;

    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    void write(Path directory) throws IOException {
        List<String> lines = List.of(container.engine().name(), container.name(), label, id);
        if (lines.stream().anyMatch(line -> line.contains("\n"))) {
            throw new IOException("a name of " + container + " has a line break");
        }
        Files.write(directory.resolve(FILE), lines);
    }

    static ContainerNote read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != LINES) {
                throw new CheckpointException(
                        CheckpointFault.GARBLED_IMAGE,
                        file + " has " + lines.size() + " lines, and should have " + LINES);
            }
            return new ContainerNote(
                    new Container(Engine.valueOf(lines.get(0)), lines.get(1)), lines.get(2), lines.get(3));
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException(CheckpointFault.GARBLED_IMAGE, "cannot read " + file + ": " + e, null, e);
        }
    }
}
