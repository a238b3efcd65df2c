package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a process must find as they are wherever it is thawed: its executable, its libraries, and what it has open
 * to read only, such as the jars of a JVM. Checksums are remembered while inode, length and times stay as they are. Safe for
 * use by any thread.
 */
public final class NeededFiles {

    /** What {@link #difference} says of a file that is not there. */
    public static final String MISSING = "is missing";

    private static final int LONGEST_TEXT = 200;
    private static final Pattern ROOT = Pattern.compile("\"root\"\\s*:\\s*\\{[^}]*\"path\"\\s*:\\s*\"([^\"\\\\]*)\"");

    private NeededFiles() {}

    /**
     * Those of a process and its descendants, each read to its end. What cannot be read here is left out.
     *
     * @param pid the process
     * @return with absolute paths, in their order; empty if the process has gone, or sees other mounts than this one does
     */
    public static List<Manifest.Entry> of(long pid) {
        return FilesInUse.entries(FilesInUse.of(Proc.tree(pid)));
    }

    /**
     * Those of a container of runc that must be the same wherever it goes on: the configuration of its bundle, and what its
     * processes run of its root. What it writes itself is not among them.
     *
     * @param pid its first process
     * @param bundle where runc finds its root and configuration
     * @return with absolute paths, in their order
     */
    public static List<Manifest.Entry> ofBundle(long pid, Path bundle) {
        Path config = bundle.resolve("config.json");
        NavigableSet<String> paths = FilesInUse.within(root(bundle, config), Proc.tree(pid));
        paths.add(config.toString());
        return FilesInUse.entries(paths);
    }

    private static Path root(Path bundle, Path config) {
        try {
            Matcher found = ROOT.matcher(Files.readString(config));
            return bundle.resolve(found.find() ? found.group(1) : "rootfs").normalize();
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.FILE_MISSING,
                    "the bundle " + bundle + " cannot be read: " + e.getMessage(),
                    null,
                    e);
        }
    }

    /**
     * Compares a file with the one of the same path here; it is read only if the lengths are the same.
     *
     * @param there what it is elsewhere
     * @return in what the one here differs, with values, in at most 200 characters; empty if they are the same
     */
    public static Optional<String> difference(Manifest.Entry there) {
        try {
            Path file = Path.of(there.path());
            if (!file.isAbsolute() || !Files.isRegularFile(file)) {
                return Optional.of(MISSING);
            }
            long bytes = Files.size(file);
            if (bytes != there.bytes()) {
                return Optional.of("has " + bytes + " bytes, not " + there.bytes());
            }
            String sum = KnownDigests.shared().of(there.path()).sha256();
            return sum.equals(there.sha256())
                    ? Optional.empty()
                    : Optional.of("has the SHA-256 " + sum + ", not " + there.sha256());
        } catch (IOException | InvalidPathException e) {
            String text = "cannot be read: " + e.getMessage();
            return Optional.of(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
        }
    }
}
