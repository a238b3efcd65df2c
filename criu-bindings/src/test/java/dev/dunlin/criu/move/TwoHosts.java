package dev.dunlin.criu.move;

import dev.dunlin.criu.move.Await.Condition;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two hosts and a client on one network, made of namespaces: each host has its own network, processes and mounts. All is gone
 * when it is closed.
 */
final class TwoHosts implements AutoCloseable {

    /** The address that goes with the process. */
    static final String SERVICE = "10.77.0.10";

    static final String DEVICE = "eth0";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String INIT = "while :; do sleep 3600 & wait $!; done";

    private final String prefix = "dl" + ProcessHandle.current().pid() % 10_000 + "x" + COUNT.incrementAndGet();
    private final WidePipes pipes = new WidePipes();
    private final List<Process> inits = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    /** A host. */
    record Host(String name, String ip, String link, long init) {}

    TwoHosts() {
        must("ip", "netns", "add", prefix + "c");
        must("ip", "-n", prefix + "c", "link", "add", "br0", "type", "bridge");
        must("ip", "-n", prefix + "c", "link", "set", "br0", "up");
        must("ip", "-n", prefix + "c", "address", "add", "10.77.0.1/24", "dev", "br0");
        must("ip", "-n", prefix + "c", "link", "set", "lo", "up");
        hosts.add(host("a", "10.77.0.2", 20_000));
        hosts.add(host("b", "10.77.0.3", 10_000));
        must("ip", "-n", prefix + "a", "address", "add", SERVICE + "/24", "dev", DEVICE, "noprefixroute");
    }

    private Host host(String letter, String ip, int pids) {
        String name = prefix + letter;
        String link = "v" + letter;
        must("ip", "netns", "add", name);
        must("ip", "-n", name, "link", "set", "lo", "up");
        must("ip", "link", "add", link, "netns", prefix + "c", "type", "veth", "peer", "name", DEVICE, "netns", name);
        must("ip", "-n", prefix + "c", "link", "set", link, "master", "br0", "up");
        must("ip", "-n", name, "link", "set", DEVICE, "up");
        must("ip", "-n", name, "address", "add", ip + "/24", "dev", DEVICE);
        Process outer = start(
                List.of(
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
                        "echo " + pids + " > /proc/sys/kernel/ns_last_pid; " + INIT),
                new File("/dev/null"));
        inits.add(outer);
        Await.until("the init of " + name, () -> outer.children().findAny().isPresent());
        long init = outer.children().findAny().orElseThrow().pid();
        Await.until(
                "the sleep of " + name,
                () -> ProcessHandle.of(init)
                        .map(handle -> handle.children().findAny().isPresent())
                        .orElse(false));
        return new Host(name, ip, link, init);
    }

    Host a() {
        return hosts.get(0);
    }

    Host b() {
        return hosts.get(1);
    }

    /** Starts a program on a host. */
    Process on(Host host, File out, String... command) {
        List<String> argv = new ArrayList<>(
                List.of("nsenter", "--target", "" + host.init(), "--net", "--pid", "--mount", "--", "setsid"));
        // What it has open must be of its host's mounts.
        argv.addAll(List.of("sh", "-c", "out=$1; shift; exec \"$@\" >>\"$out\" 2>&1 </dev/null", "sh", out.getPath()));
        argv.addAll(List.of(command));
        return start(argv, new File("/dev/null"));
    }

    /** Starts a program of this class path on a host as its init's own child, in a session of its own. */
    void daemon(Host host, File out, List<String> options, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "setsid \"$@\" &", "sh"));
        argv.addAll(javaCommand(options, arguments));
        await(on(host, out, argv.toArray(String[]::new)), 10);
    }

    /** Starts a program of this class path on a host. */
    Process java(Host host, File out, List<String> options, String... arguments) {
        return on(host, out, javaCommand(options, arguments).toArray(String[]::new));
    }

    /** Starts a program of this class path at the client's place; it can be spoken to. */
    Process client(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + prefix + "c"));
        argv.addAll(javaCommand(List.of(), arguments));
        try {
            return new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a JVM runs {@link HostProgram}. */
    static List<String> javaCommand(List<String> options, String... arguments) {
        List<String> argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        argv.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
        argv.addAll(options);
        String path = System.getProperty("java.class.path", "") + File.pathSeparator
                + System.getProperty("jdk.module.path", "") + File.pathSeparator + "target/test-classes";
        argv.addAll(List.of("-cp", path, HostProgram.class.getName()));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** Takes a host's cable out, or puts it in again. */
    void link(Host host, boolean up) {
        must("ip", "-n", prefix + "c", "link", "set", host.link(), up ? "up" : "down");
    }

    /** Runs something short on a host. */
    void must(Host host, String... command) {
        Process process = on(host, new File("/dev/null"), command);
        await(process, 30);
    }

    /** The processes of a host whose command line has a word, as their host's root sees them: pid outside. */
    List<Long> find(Host host, String word) {
        return ProcessHandle.of(host.init()).map(ProcessHandle::pid).stream()
                .flatMap(init -> ProcessHandle.allProcesses())
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .filter(process -> Spaces.same(process.pid(), host.init()))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static Process start(List<String> argv, File out) {
        try {
            return new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void must(String... argv) {
        Tool.must("", List.of(argv));
    }

    /** Waits for a program's end. */
    static int await(Process process, int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("not ended within " + seconds + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a condition. */
    static void until(String what, Condition condition) {
        Await.until(what, condition);
    }

    @Override
    public void close() {
        pipes.close();
        for (Process init : inits) {
            init.descendants().forEach(ProcessHandle::destroyForcibly);
            init.destroyForcibly();
            await(init, 10);
        }
        for (String letter : List.of("a", "b", "c")) {
            Tool.run("", Tool.DEADLINE, List.of("ip", "netns", "del", prefix + letter));
        }
    }
}
