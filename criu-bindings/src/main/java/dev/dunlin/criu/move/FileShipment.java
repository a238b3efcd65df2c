package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends files of this host to where they are missing on the target. For one thread. */
final class FileShipment {

    /** With what the names begin under which they go, and no image does. */
    static final String PREFIX = "shipped-";

    private final TargetLine line;
    private final Path work;

    /**
     * Creates one.
     *
     * @param work a directory that is there and nobody else's
     */
    FileShipment(TargetLine line, Path work) {
        this.line = line;
        this.work = work;
    }

    /**
     * Sends them, and has each put at its path.
     *
     * @param replace whether one that is there and another is replaced
     * @throws DunlinException REJECTED with the names of those that could not be put there
     */
    void send(List<Entry> files, boolean replace) {
        try {
            Path folder = Files.createDirectory(work.resolve("files"), OwnDirectory.OWN);
            List<MoveMessage.Placed> placed = new ArrayList<>();
            for (Entry file : files) {
                Path path = Path.of(file.path());
                String name = PREFIX + placed.size() + ".img";
                Files.createSymbolicLink(folder.resolve(name), path);
                placed.add(new MoveMessage.Placed(
                        name, file.path(), PosixFilePermissions.toString(Files.getPosixFilePermissions(path))));
            }
            try (ImageTail tail = new ImageTail(folder, "*.img", FileSums.SHA_256, new PageIndex())) {
                tail.advance(true, line::send);
                tail.finish(Map.of(), line::send);
            }
            MoveMessage.Differences left = line.ask(new MoveMessage.Place(replace, placed));
            if (!left.byPath().isEmpty()) {
                throw new DunlinException(
                        Reason.REJECTED,
                        "on the target "
                                + left.byPath().entrySet().stream()
                                        .map(one -> one.getKey() + " " + one.getValue())
                                        .collect(Collectors.joining("; ")));
            }
        } catch (IOException e) {
            throw new DunlinException(Reason.REJECTED, "files cannot be sent along: " + e.getMessage(), e);
        }
    }
}
