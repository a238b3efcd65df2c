package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Child;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Two hosts and a client's place on one network, made of namespaces: each host has its own network, processes and mounts. All
 * is gone when it is closed. For one thread.
 */
final class MovedHosts implements AutoCloseable {

    /** The address that goes with the process, and its network. */
    static final String SERVICE = "10.78.0.10";

    static final String DEVICE = "eth0";

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MOST_DIGITS = 64;
    private static final String INIT = "while :; do sleep 3600 & wait $!; done";

    /** What criu needs to hold memory in pipes where root has not all capabilities. */
    private static final Map<String, String> WIDE =
            Map.of("pipe-user-pages-soft", "0", "pipe-max-size", Integer.toString(4 << 20));

    private final String prefix = "db" + ProcessHandle.current().pid() % 100_000;
    private final Path folder;
    private final Thread shutdownHook = new Thread(this::end);
    private final Map<Path, String> before = new LinkedHashMap<>();
    private final List<Process> inits = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    /** A host: its address, and the first of its processes as seen from outside. */
    record Host(String ip, long init) {}

    MovedHosts() throws IOException, InterruptedException {
        this.folder = Files.createTempDirectory(
                Path.of("/dev/shm"),
                "dunlin-bench",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        try {
            for (Map.Entry<String, String> wide : WIDE.entrySet()) {
                Path setting = Path.of("/proc/sys/fs", wide.getKey());
                before.put(setting, setting(setting));
                Files.writeString(setting, wide.getValue());
            }
            must("ip netns add " + client());
            must("ip -n " + client() + " link add br0 type bridge");
            must("ip -n " + client() + " link set br0 up");
            must("ip -n " + client() + " address add 10.78.0.1/24 dev br0");
            hosts.add(host("a", "10.78.0.2", 20_000));
            hosts.add(host("b", "10.78.0.3", 10_000));
            must("ip -n " + prefix + "a address add " + SERVICE + "/24 dev " + DEVICE + " noprefixroute");
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Read at once, as the kernel gives nothing but the first digit otherwise. */
    private static String setting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_DIGITS), StandardCharsets.US_ASCII).strip();
        }
    }

    private String client() {
        return prefix + "c";
    }

    private Host host(String letter, String ip, int pids) throws IOException, InterruptedException {
        String name = prefix + letter;
        must("ip netns add " + name);
        must("ip -n " + name + " link set lo up");
        must("ip link add v" + letter + " netns " + client() + " type veth peer name " + DEVICE + " netns " + name);
        must("ip -n " + client() + " link set v" + letter + " master br0 up");
        must("ip -n " + name + " link set " + DEVICE + " up");
        must("ip -n " + name + " address add " + ip + "/24 dev " + DEVICE);
        Process outer = new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + name,
                        "unshare",
                        "--pid",
                        "--mount",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "mount -t tmpfs tmpfs /run; echo " + pids + " > /proc/sys/kernel/ns_last_pid; " + INIT)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        inits.add(outer);
        long end = System.nanoTime() + Child.PATIENCE.toNanos();
        while (outer.children().flatMap(ProcessHandle::children).findAny().isEmpty()) {
            if (!outer.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException("no namespaces can be had for a host: util-linux and root are needed");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return new Host(ip, outer.children().findAny().orElseThrow().pid());
    }

    /** A directory in memory for what is moved, that both hosts see. */
    Path folder() {
        return folder;
    }

    Host a() {
        return hosts.get(0);
    }

    Host b() {
        return hosts.get(1);
    }

    /** Starts a program on a host, in a session of its own; what it says goes to a file. */
    Process on(Host host, Path said, List<String> command) throws IOException {
        List<String> argv = new ArrayList<>(
                List.of("nsenter", "--target", "" + host.init(), "--net", "--pid", "--mount", "--", "setsid"));
        // What it has open must be of its host's mounts.
        argv.addAll(List.of("sh", "-c", "out=$1; shift; exec \"$@\" >>\"$out\" 2>&1 </dev/null", "sh"));
        argv.add(said.toString());
        argv.addAll(command);
        return new ProcessBuilder(argv)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The same as a child of the host's first process, so that nothing outside belongs to it. */
    void daemon(Host host, Path said, List<String> command) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "setsid \"$@\" &", "sh"));
        argv.addAll(command);
        requireEnd(on(host, said, argv), "starting a program on a host");
    }

    /** A command that runs another at the client's place. */
    List<String> atClient(List<String> command) {
        List<String> argv = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + client()));
        argv.addAll(command);
        return argv;
    }

    private static void must(String command) throws IOException, InterruptedException {
        requireEnd(new ProcessBuilder(command.split(" ", -1)).inheritIO().start(), command);
    }

    private static void requireEnd(Process process, String what) throws IOException, InterruptedException {
        if (!process.waitFor(Child.PATIENCE.toNanos(), TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(what + ": did not end well");
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            return; // This JVM is going down: the hook runs.
        }
        end();
    }

    private void end() {
        for (Process init : inits) {
            List<ProcessHandle> all = init.descendants().toList();
            all.forEach(ProcessHandle::destroyForcibly);
            init.destroyForcibly().onExit().join();
            all.forEach(ended -> ended.onExit().join());
        }
        try {
            for (Map.Entry<Path, String> was : before.entrySet()) {
                Files.writeString(was.getKey(), was.getValue());
            }
            for (String letter : List.of("a", "b", "c")) {
                if (Files.exists(Path.of("/run/netns", prefix + letter))) {
                    new ProcessBuilder("ip", "netns", "del", prefix + letter)
                            .inheritIO()
                            .start()
                            .onExit()
                            .join();
                }
            }
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
