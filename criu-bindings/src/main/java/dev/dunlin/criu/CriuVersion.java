package dev.dunlin.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of {@code criu} and of the kernel: numbers with dots between them. */
final class CriuVersion {

    private static final Pattern SAYS = Pattern.compile("(?m)^Version: (\\S+)");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?.*");
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int PARTS = 3;

    private static final int MOST_KNOWN = 16;
    private static final Map<Binary, String> KNOWN = new ConcurrentHashMap<>();

    /** A tool as it stands: another is installed as another file, or at another time. */
    private record Binary(Path path, long bytes, FileTime modified) {}

    private CriuVersion() {}

    /** The same as {@link #ask}; a tool that has told it is not run again. */
    static Optional<String> known(CriuConfig config) {
        Binary binary;
        try {
            BasicFileAttributes file = Files.readAttributes(config.binary(), BasicFileAttributes.class);
            binary = new Binary(config.binary(), file.size(), file.lastModifiedTime());
        } catch (IOException e) {
            return ask(config);
        }
        String said = KNOWN.get(binary);
        if (said != null) {
            return Optional.of(said);
        }
        Optional<String> version = ask(config);
        if (KNOWN.size() < MOST_KNOWN) {
            version.ifPresent(text -> KNOWN.put(binary, text));
        }
        return version;
    }

    /** Which version the tool says it is; empty if it cannot be run or does not say. */
    static Optional<String> ask(CriuConfig config) {
        try {
            Path output = Files.createTempFile("dunlin-criu", ".log");
            try {
                ToolRun run = ToolRun.of(CriuArguments.version(config), output, false, DEADLINE);
                Matcher found = SAYS.matcher(run.output());
                return run.isWell() && found.find() ? Optional.of(found.group(1)) : Optional.empty();
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a version comes before another; what is no version comes before none. */
    static boolean isBefore(String version, String other) {
        Matcher left = NUMBERS.matcher(version);
        Matcher right = NUMBERS.matcher(other);
        if (!left.matches() || !right.matches()) {
            return false;
        }
        return Comparator.<Matcher>comparingInt(m -> part(m, 1))
                        .thenComparingInt(m -> part(m, 2))
                        .thenComparingInt(m -> part(m, PARTS))
                        .compare(left, right)
                < 0;
    }

    private static int part(Matcher version, int group) {
        String digits = version.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
