package dev.dunlin.criu.move;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a migration stands on the target, kept on disk: a receiver that is started again gives the same answers. For one
 * thread at a time.
 */
final class Journal {

    private final Path file;

    /** What it says: a state, and the process. */
    record Entry(TargetState state, long pid) {}

    Journal(Path directory) {
        this.file = directory.resolve("journal");
    }

    /** Writes where it stands; it is on the disk when this returns. */
    void write(TargetState state, long pid) throws IOException {
        Path fresh = file.resolveSibling("journal.new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((state + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** What was written last, if anything was. */
    Optional<Entry> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] words = Files.readString(file).strip().split(" ", 2);
        try {
            return Optional.of(new Entry(TargetState.valueOf(words[0]), Long.parseLong(words[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(
                    file + ": is no journal of a migration; see what became of the process, and remove it", e);
        }
    }
}
