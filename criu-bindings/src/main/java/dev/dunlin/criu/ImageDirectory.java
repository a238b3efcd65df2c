package dev.dunlin.criu;

import dev.dunlin.criu.system.OwnDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory of images. Restoring an image is running code, so nobody but its owner may write there, and its owner is who
 * restores, or root.
 */
final class ImageDirectory {

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final Set<String> BESIDE = Set.of("stats-restore", Manifest.FILE, Manifest.FILE + ".new");

    private ImageDirectory() {}

    /** Makes a directory for images, or checks one that is there; gives its real path. */
    static Path prepare(Path directory) {
        try {
            try {
                if (directory.getParent() != null) {
                    Files.createDirectories(directory.getParent());
                }
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS));
            } catch (FileAlreadyExistsException e) {
                check(directory);
            }
            Path real = directory.toRealPath();
            if (Files.exists(real.resolve(Manifest.FILE)) || !imageNames(real).isEmpty()) {
                throw new CheckpointException(
                        CheckpointFault.OCCUPIED_DIRECTORY, real + " holds a checkpoint, or a part of one");
            }
            return real;
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.NO_DIRECTORY, "cannot make the directory " + directory + ": " + e, null, e);
        }
    }

    /** Checks a directory that images are read from; gives its real path. */
    static Path existing(Path directory) {
        try {
            Path real = directory.toRealPath();
            check(real);
            return real;
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.NO_DIRECTORY, "cannot enter the directory " + directory + ": " + e, null, e);
        }
    }

    /** The names of the files that the tool wrote and reads again, in order. */
    static List<String> imageNames(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !BESIDE.contains(name) && !isLog(name))
                    .sorted()
                    .toList();
        }
    }

    /** Whether an image holds memory pages, and nothing else. */
    static boolean isPages(String name) {
        return name.startsWith("pages-");
    }

    /** The images without the pages, with their checksums. */
    static List<Manifest.Entry> entries(Path directory) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (String name : imageNames(directory)) {
            if (!isPages(name)) {
                entries.add(Digests.of(name, directory.resolve(name)));
            }
        }
        return entries;
    }

    /** The pages with their checksums. */
    static List<Manifest.Entry> pages(Path directory) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (String name : imageNames(directory)) {
            if (isPages(name)) {
                entries.add(Digests.ofPages(name, directory.resolve(name)));
            }
        }
        return entries;
    }

    /** Removes the images of a dump that failed, and leaves the log. */
    static void clear(Path directory) throws IOException {
        for (String name : imageNames(directory)) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
        }
    }

    private static boolean isLog(String name) {
        return name.endsWith(".log");
    }

    private static void check(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new CheckpointException(CheckpointFault.NO_DIRECTORY, directory + " is no directory");
        }
        Optional<String> complaint = OwnDirectory.complaint(directory);
        if (complaint.isPresent()) {
            throw new CheckpointException(CheckpointFault.UNSAFE_DIRECTORY, complaint.get());
        }
    }
}
