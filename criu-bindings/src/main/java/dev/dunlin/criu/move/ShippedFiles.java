package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts files that have come with a process where it needs them. */
final class ShippedFiles {

    private ShippedFiles() {}

    /**
     * Puts each at its path, at once or not at all; what is there already is replaced only if that is asked for.
     *
     * @param from where they have come
     * @return by path, why one could not be put there
     * @throws DunlinException PROTOCOL if one has no plain name
     */
    static MoveMessage.Differences place(Path from, MoveMessage.Place place) {
        Map<String, String> left = new LinkedHashMap<>();
        for (MoveMessage.Placed file : place.files()) {
            Intake.requireName(file.name());
            try {
                put(from.resolve(file.name()), Path.of(file.path()), file.permissions(), place.replace());
            } catch (FileAlreadyExistsException e) {
                left.put(file.path(), "is there already, and another; remove it, or force it");
            } catch (IOException | IllegalArgumentException e) {
                left.put(file.path(), "cannot be put there: " + e.getMessage());
            }
        }
        return new MoveMessage.Differences(left);
    }

    private static void put(Path file, Path to, String permissions, boolean replace) throws IOException {
        if (!to.isAbsolute() || !to.equals(to.normalize()) || to.getParent() == null) {
            throw new DunlinException(Reason.PROTOCOL, "path=\"" + to + "\": must be absolute, without dots");
        }
        if (!replace && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.createDirectories(to.getParent());
        // Beside it, so that it is there whole or not at all.
        Path beside = Files.createTempFile(to.getParent(), ".dunlin-", ".part");
        try {
            Files.copy(file, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
            CopyOption[] how = replace ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
            Files.move(beside, to, how);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
