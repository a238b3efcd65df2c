package dev.dunlin.criu.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Whether a directory is for its owner alone to write, and its owner is who runs this, or root. */
public final class OwnDirectory {

    private static final String ROOT = "root";

    private OwnDirectory() {}

    /**
     * Looks at a directory that is there.
     *
     * @return what speaks against it, with values; empty if nothing does
     * @throws IOException if it cannot be looked at
     */
    public static Optional<String> complaint(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(
                    directory + " can be written by others (" + PosixFilePermissions.toString(permissions) + ")");
        }
        String owner = Files.getOwner(directory).getName();
        String self = Files.getOwner(Path.of("/proc/self")).getName();
        return owner.equals(self) || owner.equals(ROOT)
                ? Optional.empty()
                : Optional.of(directory + " belongs to " + owner + ", not to " + self);
    }
}
