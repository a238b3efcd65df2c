package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A host whose control groups are of version 2 alone, as those of current systems are, whatever this machine has: a mount and a
 * control group namespace. At one path it sees a directory of its own. All is gone when it is closed.
 */
final class UnifiedHost implements AutoCloseable {

    private final Path group;
    private final Path folder;
    private final Path kept;
    private final Process init;

    /**
     * Starts one.
     *
     * @param name of this host
     * @param folder of the test
     * @param own the path at which each host has its own
     */
    UnifiedHost(String name, Path folder, Path own) throws IOException {
        this.folder = folder;
        this.group = mount().orElseThrow()
                .resolve("dunlin-" + ProcessHandle.current().pid() + "-" + name);
        Files.createDirectory(group);
        this.kept = Files.createDirectory(folder.resolve(name));
        Path up = folder.resolve(name + "-up");
        Path script = Files.writeString(folder.resolve(name + ".sh"), """
                mount --make-rprivate /
                mount --bind %s %s
                for kept in /run/runc /run/libpod; do
                  mkdir -p $kept && mount -t tmpfs tmpfs $kept || exit 1
                done
                umount --lazy /sys/fs/cgroup
                mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1
                touch %s
                exec sleep 600
                """.formatted(kept, own, up));
        this.init = new ProcessBuilder(within("unshare", "--mount", "--cgroup", "sh", script.toString()))
                .inheritIO()
                .start();
        try {
            Await.until("the mounts of " + name, () -> Files.exists(up));
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Where this machine has control groups of version 2; empty if nowhere. */
    static Optional<Path> mount() {
        try {
            return Files.readAllLines(Path.of("/proc/mounts")).stream()
                    .map(line -> line.split(" ", -1))
                    .filter(words -> words[2].equals("cgroup2"))
                    .map(words -> Path.of(words[1]))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What runs a command in the host's group, which is where its own begin. */
    private List<String> within(String... command) {
        List<String> argv = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ >\"$1\" || exit 1; shift; exec \"$@\"",
                "sh",
                group.resolve("cgroup.procs").toString()));
        argv.addAll(Arrays.asList(command));
        return argv;
    }

    /** How a command is run on this host. */
    List<String> on(List<String> command) {
        List<String> argv = within("nsenter", "--target", "" + init.pid(), "--mount", "--cgroup", "--");
        argv.addAll(command);
        return argv;
    }

    /** Starts one whose output goes to a file of the test's folder. */
    Process start(List<String> command, String output) throws IOException {
        return new ProcessBuilder(on(command))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
    }

    /** Its own directory, as seen from outside. */
    Path kept() {
        return kept;
    }

    @Override
    public void close() throws IOException {
        init.destroyForcibly();
        init.onExit().join();
        EngineHosts.removeGroup(group);
    }
}
