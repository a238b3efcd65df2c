package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a process and its living descendants use, from {@code /proc} (proc_pid_stat(5), proc_pid_io(5)). */
final class TreeFiles {

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int THREADS = 17;
    /** The unit of processor time that the kernel shows to programs, on every machine that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private TreeFiles() {}

    /** What is used; empty if the process has gone. */
    static Optional<Usage> usage(long root) {
        List<Proc> tree = Proc.tree(root);
        Optional<Usage> network =
                tree.isEmpty() ? Optional.empty() : CgroupFiles.of(root).usage();
        if (network.isEmpty()) {
            return Optional.empty();
        }
        long ticks = 0;
        long memory = 0;
        long read = 0;
        long written = 0;
        long threads = 0;
        for (Proc process : tree) {
            List<String> stat = process.stat();
            if (stat.size() > THREADS) {
                ticks += Long.parseLong(stat.get(USER_TIME)) + Long.parseLong(stat.get(SYSTEM_TIME));
                threads += Long.parseLong(stat.get(THREADS));
            }
            String resident = process.status().getOrDefault("VmRSS", "0 kB");
            memory += Long.parseLong(resident.substring(0, resident.indexOf(' '))) << 10;
            read += counted(process, "read_bytes:");
            written += counted(process, "write_bytes:");
        }
        return Optional.of(new Usage(
                Duration.ofNanos(ticks * NANOS_PER_TICK),
                memory,
                network.get().receivedBytes(),
                network.get().sentBytes(),
                read,
                written,
                threads));
    }

    private static long counted(Proc process, String name) {
        return process.lines("io").stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
