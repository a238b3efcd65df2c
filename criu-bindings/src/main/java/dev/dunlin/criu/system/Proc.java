package dev.dunlin.criu.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One process as {@code /proc} shows it (proc(5)). What it asks may change or vanish at any time: a process that has gone is
 * an empty answer.
 *
 * @param pid its number
 */
public record Proc(long pid) {

    /** Where the session stands among the fields of {@link #stat()}. */
    private static final int SESSION = 3;

    private static final Pattern LEADING_ZEROS = Pattern.compile("\\b0+(?=[0-9a-f])");

    /** One line of {@code /proc/PID/maps}: from where to where, with its permissions, as {@code rw-p}, and what it maps. */
    public record Mapping(String range, String permissions, String path) {

        /** Whether what is written to the memory goes into the file. */
        public boolean isWrittenThrough() {
            return permissions.contains("w") && permissions.endsWith("s");
        }
    }

    /**
     * What a descriptor stands for, how it was opened, by the number of which mount, and whether its process holds a lock on
     * the file by it.
     */
    public record Descriptor(int number, String target, int flags, long mount, boolean isLocked) {

        private static final int ACCESS = 3;

        public boolean isReadOnly() {
            return (flags & ACCESS) == 0;
        }
    }

    /** A process and all its descendants, itself first; empty if it has gone. */
    public static List<Proc> tree(long pid) {
        return ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants())
                        .map(handle -> new Proc(handle.pid()))
                        .toList())
                .orElse(List.of());
    }

    public boolean exists() {
        return Files.exists(folder());
    }

    /** Whether it has ended, and keeps its number because nobody has asked how. */
    public boolean isZombie() {
        return state().equals("Z");
    }

    /** The fields of {@code status}. */
    public Map<String, String> status() {
        Map<String, String> fields = new TreeMap<>();
        for (String line : lines("status")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    /** The fields of {@code stat} from the third on, which is its state. */
    public List<String> stat() {
        List<String> lines = lines("stat");
        if (lines.isEmpty()) {
            return List.of();
        }
        String line = String.join(" ", lines);
        // The name may hold anything, brackets and blanks too.
        return List.of(line.substring(line.lastIndexOf(')') + 1).strip().split(" "));
    }

    /** How it stands, as {@code R}, {@code S}, {@code T} or {@code Z}; empty if it has gone. */
    public String state() {
        List<String> stat = stat();
        return stat.isEmpty() ? "" : stat.get(0);
    }

    /** Which session it is in; empty if it has gone. */
    public OptionalLong session() {
        List<String> stat = stat();
        return stat.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(stat.get(SESSION)));
    }

    /** By which name the file of a mapping of it can be had, deleted or not. */
    public Path file(Mapping mapping) {
        return folder().resolve("map_files")
                .resolve(LEADING_ZEROS.matcher(mapping.range()).replaceAll(""));
    }

    public List<Mapping> mappings() {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : lines("maps")) {
            String[] words = line.split(" +", 6);
            if (words.length == 6 && words[5].startsWith("/")) {
                mappings.add(new Mapping(words[0], words[1], words[5]));
            }
        }
        return mappings;
    }

    public List<Descriptor> descriptors() {
        List<Descriptor> descriptors = new ArrayList<>();
        try (Stream<Path> links = Files.list(folder().resolve("fd"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                int number = Integer.parseInt(String.valueOf(link.getFileName()));
                List<String> lines = lines("fdinfo/" + number);
                read(link)
                        .ifPresent(target -> descriptors.add(
                                new Descriptor(number, target, flags(lines), mount(lines), isLocked(lines))));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return descriptors;
        }
        return descriptors;
    }

    /** Where a link of its own leads, as {@code exe}, {@code cwd} or {@code ns/net}. */
    public Optional<String> link(String name) {
        return read(folder().resolve(name));
    }

    /** What a variable of its environment was when it began; empty if there was none, or it cannot be read. */
    public Optional<String> variable(String name) {
        return lines("environ").stream()
                .flatMap(line -> Stream.of(line.split("\0")))
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .findFirst();
    }

    /** The lines of a file of its own; none if it cannot be read. */
    public List<String> lines(String name) {
        try {
            return new String(Files.readAllBytes(folder().resolve(name)), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The list of all locks, {@code /proc/locks}, would say it as well, and makes the kernel wait for all processors. */
    private static boolean isLocked(List<String> lines) {
        return lines.stream().anyMatch(line -> line.startsWith("lock:"));
    }

    /** The numbers of all mounts that it sees. */
    public Set<Long> mounts() {
        return lines("mountinfo").stream()
                .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .collect(Collectors.toSet());
    }

    private static long mount(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("mnt_id:"))
                .map(line -> Long.parseLong(line.substring("mnt_id:".length()).strip()))
                .findFirst()
                .orElse(0L);
    }

    private static int flags(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElse(0);
    }

    private static Optional<String> read(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path folder() {
        return Path.of("/proc", Long.toString(pid));
    }
}
