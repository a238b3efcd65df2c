package dev.dunlin.criu.move;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's freezer of a container's control group: it stops all its processes at once, those too that are just being made.
 * For one thread at a time.
 *
 * @param file what is written to
 * @param version of control groups, 1 or 2
 */
record Freezer(Path file, int version) {

    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * That of a process; empty if it has gone, or its group has none, as that of all processes has not, or if it would stop
     * whoever asks.
     */
    static Optional<Freezer> of(long pid) {
        Optional<Freezer> own = of(Path.of("/proc/self/cgroup"));
        return of(Path.of("/proc", Long.toString(pid), "cgroup"))
                .filter(found -> own.isEmpty() || !found.stops(own.get()));
    }

    private static Optional<Freezer> of(Path groups) {
        try {
            return of(MOUNT, Files.readAllLines(groups));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether another is its own, or of a group within. */
    boolean stops(Freezer other) {
        return other.file.startsWith(Objects.requireNonNull(file.getParent(), "a file in a folder"));
    }

    /** By the lines of {@code cgroup}, as {@code 6:freezer:/group} of version 1 and {@code 0::/group} of version 2. */
    static Optional<Freezer> of(Path mount, List<String> groups) {
        Optional<Freezer> first = Optional.empty();
        Optional<Freezer> second = Optional.empty();
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                String group = parts[2].replaceFirst("^/+", "");
                if (List.of(parts[1].split(",", -1)).contains("freezer")) {
                    first = existing(mount.resolve("freezer").resolve(group).resolve("freezer.state"), 1);
                } else if (parts[1].isEmpty()) {
                    second = existing(mount.resolve(group).resolve("cgroup.freeze"), 2);
                }
            }
        }
        // Where both versions are in use, the group of one of them may be that of all processes, which has none.
        return first.isPresent() ? first : second;
    }

    private static Optional<Freezer> existing(Path file, int version) {
        return Files.exists(file) ? Optional.of(new Freezer(file, version)) : Optional.empty();
    }

    /**
     * Stops them; they stand still when this returns.
     *
     * @throws CheckpointException TIMED_OUT if they do not
     */
    void freeze() {
        write(version == 1 ? "FROZEN" : "1");
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!isFrozen()) {
            if (System.nanoTime() - deadline > 0) {
                thaw();
                throw new CheckpointException(
                        CheckpointFault.TIMED_OUT, file + ": the processes do not stand still within 10 s");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isFrozen() {
        try {
            return version == 1
                    ? Files.readString(file).strip().equals("FROZEN")
                    : Files.readString(file.resolveSibling("cgroup.events")).contains("frozen 1");
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Lets them go on, those that were not stopped by a signal besides. */
    void thaw() {
        write(thawed());
    }

    /** What is written to have them go on. */
    String thawed() {
        return version == 1 ? "THAWED" : "0";
    }

    private void write(String word) {
        try {
            Files.writeString(file, word);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private CheckpointException unusable(IOException e) {
        return new CheckpointException(
                CheckpointFault.NO_PRIVILEGE, file + ": the freezer cannot be used: " + e.getMessage(), null, e);
    }
}
