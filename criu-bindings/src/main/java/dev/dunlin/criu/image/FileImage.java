package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.OpenFile;
import dev.dunlin.criu.image.wire.RegularFile;
import java.util.Optional;

/**
 * A regular file that processes in images have open or mapped.
 *
 * @param path where it is
 * @param writable whether it was opened to write
 * @param position where in it one reads or writes next, in bytes
 */
public record FileImage(String path, boolean writable, long position) {

    private static final int ACCESS = 3;

    static Optional<FileImage> of(OpenFile file) {
        if (!file.hasRegular()) {
            return Optional.empty();
        }
        RegularFile regular = file.getRegular();
        return Optional.of(new FileImage(regular.getName(), (regular.getFlags() & ACCESS) != 0, regular.getPosition()));
    }
}
