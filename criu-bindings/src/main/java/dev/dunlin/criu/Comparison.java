package dev.dunlin.criu;

import dev.dunlin.criu.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares files with a manifest: lengths first, which costs nothing, then checksums. Its calls are independent. */
record Comparison(Manifest manifest) {

    /** What a file is now. */
    private interface Reading {

        Entry read() throws IOException;
    }

    /** The names and lengths of the images: each is there, and no other. */
    void imageLengths(Path directory) {
        Map<String, Entry> expected =
                inDirectory().collect(Collectors.toMap(Entry::path, Function.identity(), (a, b) -> a));
        for (String name : names(directory)) {
            if (!expected.containsKey(name)) {
                throw changed(directory.resolve(name) + " is not in the manifest");
            }
        }
        for (Entry entry : (Iterable<Entry>) inDirectory()::iterator) {
            Path file = directory.resolve(entry.path());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new CheckpointException(CheckpointFault.MISSING_IMAGE, file + " is missing");
            }
            compareLength(entry, file, CheckpointFault.IMAGE_CHANGED);
        }
    }

    /** The lengths of the files. */
    void fileLengths() {
        for (Entry entry : manifest.files()) {
            Path file = Path.of(entry.path());
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(CheckpointFault.FILE_MISSING, file + " is missing");
            }
            compareLength(entry, file, CheckpointFault.FILE_CHANGED);
        }
    }

    /** The checksums of the images, without the pages. */
    void images(Path directory) {
        for (Entry entry : manifest.images()) {
            compare(
                    entry,
                    CheckpointFault.IMAGE_CHANGED,
                    () -> Digests.of(entry.path(), directory.resolve(entry.path())));
        }
    }

    /** The checksums of the pages. */
    void pages(Path directory) {
        for (Entry entry : manifest.pages()) {
            compare(
                    entry,
                    CheckpointFault.IMAGE_CHANGED,
                    () -> Digests.ofPages(entry.path(), directory.resolve(entry.path())));
        }
    }

    /** The checksums of the files. */
    void files() {
        for (Entry entry : manifest.files()) {
            compare(
                    entry,
                    CheckpointFault.FILE_CHANGED,
                    () -> KnownDigests.shared().of(entry.path()));
        }
    }

    private static void compareLength(Entry entry, Path file, CheckpointFault fault) {
        try {
            long size = Files.size(file);
            if (size != entry.bytes()) {
                throw new CheckpointException(
                        fault,
                        file + " has " + size + " bytes, and had " + entry.bytes() + " when the checkpoint was taken");
            }
        } catch (IOException e) {
            throw new CheckpointException(fault, "cannot read " + file + ": " + e, null, e);
        }
    }

    private static void compare(Entry entry, CheckpointFault fault, Reading reading) {
        try {
            Entry now = reading.read();
            if (!now.sha256().equals(entry.sha256())) {
                throw new CheckpointException(
                        fault,
                        entry.path() + " has the checksum " + now.sha256() + ", and had " + entry.sha256()
                                + " when the checkpoint was taken");
            }
        } catch (IOException e) {
            throw new CheckpointException(fault, "cannot read " + entry.path() + ": " + e, null, e);
        }
    }

    private Stream<Entry> inDirectory() {
        return Stream.concat(manifest.images().stream(), manifest.pages().stream());
    }

    private static List<String> names(Path directory) {
        try {
            return ImageDirectory.imageNames(directory);
        } catch (IOException e) {
            throw new CheckpointException(CheckpointFault.NO_DIRECTORY, "cannot list " + directory + ": " + e, null, e);
        }
    }

    private static CheckpointException changed(String what) {
        return new CheckpointException(CheckpointFault.IMAGE_CHANGED, what);
    }
}
