package dev.dunlin.criu;

import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files that processes must find again as they were: executables, libraries, and what is open to read only, such as the
 * jars of a JVM. What they may write themselves is not among them. Where the processes see other mounts than we do, none is.
 */
final class FilesInUse {

    private static final List<String> NOT_FILES = List.of("/dev/", "/proc/", "/sys/", "/memfd:", "/SYSV");

    private FilesInUse() {}

    static NavigableSet<String> of(List<Proc> processes) {
        Optional<String> ours = new Proc(ProcessHandle.current().pid()).link("ns/mnt");
        NavigableSet<String> paths = new TreeSet<>();
        for (Proc process : processes) {
            if (process.link("ns/mnt").equals(ours)) {
                process.link("exe").ifPresent(paths::add);
                process.mappings().stream()
                        .filter(mapping -> !mapping.isWrittenThrough())
                        .forEach(mapping -> paths.add(mapping.path()));
                process.descriptors().stream()
                        .filter(Proc.Descriptor::isReadOnly)
                        .forEach(descriptor -> paths.add(descriptor.target()));
            }
        }
        paths.removeIf(path -> !isFile(path));
        return paths;
    }

    /** Those of a container, which sees its own mounts: executables and libraries in its root, as paths of here. */
    static NavigableSet<String> within(Path root, List<Proc> processes) {
        NavigableSet<String> paths = new TreeSet<>();
        for (Proc process : processes) {
            process.link("exe").ifPresent(paths::add);
            process.mappings().stream()
                    .filter(mapping -> !mapping.isWrittenThrough())
                    .forEach(mapping -> paths.add(mapping.path()));
        }
        return paths.stream()
                .map(path -> root + path)
                .filter(FilesInUse::isFile)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reads each to its end; what cannot be read is left out. */
    static List<Entry> entries(NavigableSet<String> paths) {
        List<Entry> entries = new ArrayList<>();
        for (String path : paths) {
            read(path).ifPresent(entries::add);
        }
        return entries;
    }

    private static Optional<Entry> read(String path) {
        try {
            return Optional.of(KnownDigests.shared().of(path));
        } catch (IOException e) {
            // It has gone, or only its process may read it: then there is nothing to compare either.
            return Optional.empty();
        }
    }

    private static boolean isFile(String path) {
        return path.startsWith("/")
                && !path.endsWith(" (deleted)")
                && NOT_FILES.stream().noneMatch(path::startsWith)
                && Files.isRegularFile(Path.of(path));
    }
}
