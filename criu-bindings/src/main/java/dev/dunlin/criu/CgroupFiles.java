package dev.dunlin.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a process's control group has used, from the kernel's files: of version 2 (cgroup-v2.rst), or else of version 1 with a
 * hierarchy for each controller. A controller that is not there counts nothing.
 */
final class CgroupFiles {

    private static final String UNIFIED = "0::";
    private static final int NETWORK_SENT = 9;

    private final Path mount;
    private final Path proc;

    /**
     * Reads from where the kernel has its files, or from a copy of them.
     *
     * @param mount where the groups are, usually {@code /sys/fs/cgroup}
     * @param proc the folder of the process in {@code /proc}
     */
    CgroupFiles(Path mount, Path proc) {
        this.mount = mount;
        this.proc = proc;
    }

    static CgroupFiles of(long pid) {
        return new CgroupFiles(Path.of("/sys/fs/cgroup"), Path.of("/proc", Long.toString(pid)));
    }

    /** What was used; empty if the process has gone. */
    Optional<Usage> usage() {
        List<String> groups = lines(proc.resolve("cgroup"));
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        long[] network = network();
        Optional<Path> unified = groups.stream()
                .filter(line -> line.startsWith(UNIFIED))
                .map(line -> below(mount, line.substring(UNIFIED.length())))
                .filter(folder ->
                        Files.exists(folder.resolve("cpu.stat")) && Files.exists(folder.resolve("memory.current")))
                .findFirst();
        return Optional.of(unified.map(folder -> second(folder, network)).orElseGet(() -> first(groups, network)));
    }

    private Usage second(Path folder, long[] network) {
        long micros = named(lines(folder.resolve("cpu.stat")), "usage_usec");
        long read = 0;
        long written = 0;
        for (String line : lines(folder.resolve("io.stat"))) {
            for (String word : line.split(" ", -1)) {
                read += word.startsWith("rbytes=") ? number(word.substring("rbytes=".length())) : 0;
                written += word.startsWith("wbytes=") ? number(word.substring("wbytes=".length())) : 0;
            }
        }
        return new Usage(
                Duration.ofNanos(micros * 1_000),
                value(folder.resolve("memory.current")),
                network[0],
                network[1],
                read,
                written,
                value(folder.resolve("pids.current")));
    }

    private Usage first(List<String> groups, long[] network) {
        List<String> block = lines(controller(groups, "blkio").resolve("blkio.throttle.io_service_bytes"));
        return new Usage(
                Duration.ofNanos(value(controller(groups, "cpuacct").resolve("cpuacct.usage"))),
                value(controller(groups, "memory").resolve("memory.usage_in_bytes")),
                network[0],
                network[1],
                served(block, "Read"),
                served(block, "Write"),
                value(controller(groups, "pids").resolve("pids.current")));
    }

    /** Where a controller of version 1 has the group: lines as {@code 4:cpu,cpuacct:/docker/ID}. */
    private Path controller(List<String> groups, String name) {
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(name)) {
                Path own = mount.resolve(name);
                return below(Files.isDirectory(own) ? own : mount.resolve(parts[1]), parts[2]);
            }
        }
        return mount.resolve("none");
    }

    /** Received and sent, of all interfaces but the loopback (proc_pid_net(5)). */
    private long[] network() {
        long[] sums = new long[2];
        for (String line : lines(proc.resolve("net/dev"))) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                String[] words = line.substring(colon + 1).strip().split(" +", -1);
                if (words.length >= NETWORK_SENT) {
                    sums[0] += number(words[0]);
                    sums[1] += number(words[NETWORK_SENT - 1]);
                }
            }
        }
        return sums;
    }

    /** The sum of lines as {@code 8:0 Read 4096}. */
    private static long served(List<String> lines, String operation) {
        return lines.stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 3 && words[1].equals(operation))
                .mapToLong(words -> number(words[2]))
                .sum();
    }

    private static long named(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> number(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static long value(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? 0 : number(lines.get(0));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Path below(Path folder, String absolute) {
        return folder.resolve(absolute.replaceFirst("^/+", ""));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
