package dev.dunlin.criu.move;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory whose content is run: scripts, and images that are restored. It is this user's, for this user alone, and no
 * other user could put another in its place.
 */
final class OwnDirectory {

    /** What a file or directory is made with that is for its owner alone. */
    static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final int OTHERS = 077;
    private static final int OTHERS_WRITE = 022;
    private static final int STICKY = 01000;
    private static final int MODE = 07777;

    private OwnDirectory() {}

    /**
     * Makes it if it is not there, and checks it.
     *
     * @throws CheckpointException UNSAFE_DIRECTORY if it is not ours alone
     * @throws IOException if it cannot be made or looked at
     */
    static void require(Path directory) throws IOException {
        require(directory, number(Path.of("/proc/self/."), "uid"));
    }

    /** The same for the user of a number. */
    static void require(Path directory, int self) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent != null && !Files.exists(parent)) {
            Files.createDirectories(parent, OWN);
        }
        try {
            Files.createDirectory(absolute, OWN);
        } catch (FileAlreadyExistsException e) {
            // Then it is as good as what is found of it below.
        }
        if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw unsafe(directory, "is a link or no directory");
        }
        int owner = number(absolute, "uid");
        if (owner != self) {
            throw unsafe(directory, "belongs to the user " + owner + ", not to " + self);
        }
        int mode = number(absolute, "mode") & MODE;
        if ((mode & OTHERS) != 0) {
            throw unsafe(directory, "has the mode " + Integer.toOctalString(mode) + ", so that others can enter it");
        }
        for (Path above = absolute.toRealPath().getParent(); above != null; above = above.getParent()) {
            requireAbove(directory, above, self);
        }
    }

    /** Whoever may write a directory may rename what is in it, unless it is sticky. */
    private static void requireAbove(Path directory, Path above, int self) throws IOException {
        int owner = number(above, "uid");
        int mode = number(above, "mode") & MODE;
        if (owner != self && owner != 0) {
            throw unsafe(directory, "is below " + above + ", which belongs to the user " + owner);
        }
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw unsafe(
                    directory,
                    "is below " + above + " of the mode " + Integer.toOctalString(mode) + ", which others"
                            + " can write");
        }
    }

    /** What the system keeps of it as a number: {@code uid}, or {@code mode} with its kind. */
    private static int number(Path path, String what) throws IOException {
        return (int) Files.getAttribute(path, "unix:" + what, LinkOption.NOFOLLOW_LINKS);
    }

    private static CheckpointException unsafe(Path directory, String why) {
        return new CheckpointException(CheckpointFault.UNSAFE_DIRECTORY, "directory=\"" + directory + "\": " + why);
    }
}
