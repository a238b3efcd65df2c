package dev.dunlin.criu.self;

import com.google.protobuf.MessageLite;
import dev.dunlin.checkpoint.Checkpointer;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the outside is started: without a shell, in a session of its own, with this JVM's Java and this library's jars. */
final class OutsideCommand {

    /** What is wanted of the outside alone, not of those whom its variables meant. */
    static final List<String> NOT_FOR_IT =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/local/bin");

    private OutsideCommand() {}

    /** The program that starts another in a session of its own, if it is installed. */
    static Optional<Path> setsid() {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The files that the outside's classes are in; empty if they are in none of their own. */
    static Optional<String> classPath() {
        Set<String> paths = new LinkedHashSet<>();
        for (Class<?> part : List.of(Outside.class, Checkpointer.class, MessageLite.class)) {
            Optional<Path> file = file(part);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            paths.add(file.get().toString());
        }
        return Optional.of(String.join(File.pathSeparator, paths));
    }

    /** The command. */
    static List<String> of(Path setsid, String classPath, Path folder) {
        return List.of(
                setsid.toString(),
                "--fork",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-cp",
                classPath,
                Outside.class.getName(),
                folder.toString());
    }

    private static Optional<Path> file(Class<?> part) {
        CodeSource source = part.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            URI location = source.getLocation().toURI();
            return "file".equals(location.getScheme()) ? Optional.of(Path.of(location)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }
}
