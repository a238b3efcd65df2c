package dev.dunlin.criu.system;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where programs are. */
public final class Programs {

    private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Programs() {}

    /** A program of the system, on {@code PATH} or where such programs usually are. */
    public static Optional<Path> find(String name) {
        return find(name, SYSTEM);
    }

    /** A program on {@code PATH}, or else in one of some folders. */
    public static Optional<Path> find(String name, List<String> beside) {
        List<String> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(File.pathSeparator)));
        }
        folders.addAll(beside);
        // A relative folder would make what is run depend on where one stands.
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
