package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Two hosts with receivers, a broker on one of them, and its clients. Knows where the broker must be. */
final class Scene implements AutoCloseable {

    /** On a machine that others use. */
    private static final int CRIU_SECONDS = 120;

    private static final Path MEMORY = Path.of("/dev/shm");
    static final int PORT = 7411;
    private static final String BROKER = "tcp://" + TwoHosts.SERVICE + ":7400";

    final TwoHosts hosts = new TwoHosts();
    final TrafficLine traffic;
    private final Path folder;
    private final Addresses addresses;
    private final String broker;
    private final long pid;
    private final List<Process> receivers = new ArrayList<>();
    private TwoHosts.Host at = hosts.a();
    private int runs;

    /** How a host is reached, or what it listens at. */
    interface Addresses {
        String of(TwoHosts.Host host, boolean listens);
    }

    Scene(Path folder, int megabytes) {
        this(folder, megabytes, (host, listens) -> "tcp://" + host.ip() + ":" + PORT);
    }

    Scene(Path folder, int megabytes, Addresses addresses) {
        this(folder, megabytes, addresses, BROKER);
    }

    /** One whose broker is at whatever address its host has; its clients know those of both. */
    static Scene withoutAddress(Path folder, int megabytes) {
        return new Scene(folder, megabytes, (host, listens) -> "tcp://" + host.ip() + ":" + PORT, "tcp://0.0.0.0:7400");
    }

    private Scene(Path folder, int megabytes, Addresses addresses, String broker) {
        this.folder = folder;
        this.addresses = addresses;
        this.broker = broker;
        hosts.daemon(
                hosts.a(),
                folder.resolve("broker").toFile(),
                List.of("-Xmx" + (megabytes + 160) + "m"),
                "broker",
                broker,
                "" + megabytes);
        await("broker", "serving");
        this.pid = Spaces.inner(hosts.find(hosts.a(), " broker " + broker).get(0));
        disk(hosts.a());
        disk(hosts.b());
        receive(hosts.a());
        receive(hosts.b());
        String clients = broker.equals(BROKER)
                ? BROKER
                : "tcp://" + hosts.a().ip() + ":7400,tcp://" + hosts.b().ip() + ":7400";
        this.traffic = new TrafficLine(hosts.client("traffic", clients));
        traffic.awaitMore();
    }

    /** Gives a host a small disk of its own for what it receives. */
    private void disk(TwoHosts.Host host) {
        hosts.must(host, "mkdir", "-m", "700", images(host).toString());
        hosts.must(
                host,
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=700,size=400m",
                "tmpfs",
                images(host).toString());
    }

    void fillDisk(TwoHosts.Host host) {
        hosts.must(host, "sh", "-c", "head -c 400m /dev/zero > \"$1\"", "sh", images(host) + "/filled");
    }

    void clearDisk(TwoHosts.Host host) {
        hosts.must(host, "rm", "-f", images(host) + "/filled");
    }

    /** Starts a host's receiver, for the first time or again. */
    void receive(TwoHosts.Host host) {
        Path log = folder.resolve("receive-" + host.name() + "-" + ++runs);
        receivers.add(hosts.java(
                host,
                log.toFile(),
                List.of(),
                "receive",
                addresses.of(host, true),
                images(host).toString()));
        await(String.valueOf(log.getFileName()), "receiving on");
    }

    Path images(TwoHosts.Host host) {
        return MEMORY.resolve(host.name() + "-received");
    }

    private void await(String file, String word) {
        Await.until(word + " in " + file, () -> text(file).contains(word));
    }

    String text(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TwoHosts.Host source() {
        return at;
    }

    TwoHosts.Host target() {
        return at.equals(hosts.a()) ? hosts.b() : hosts.a();
    }

    /** Where a client on the source finds the broker before and after; empty if it comes to have another address. */
    String probed() {
        return broker.equals(BROKER) ? BROKER : "";
    }

    /** Begins to move the broker to the other host. */
    Move move(Mode mode) {
        return move(mode, "");
    }

    /** The same with more that is asked for. */
    Move move(Mode mode, String more) {
        String log = "migrate-" + ++runs;
        Process process = hosts.java(
                source(),
                folder.resolve(log).toFile(),
                List.of(),
                "migrate",
                "" + pid,
                addresses.of(target(), false),
                MEMORY.resolve(source().name() + "-work").toString(),
                mode.name(),
                broker.equals(BROKER) ? TwoHosts.SERVICE + "/24" : "none",
                more);
        return new Move(log, process);
    }

    /** Asks the target what became of a migration that is in doubt. */
    void settle(String id) {
        String log = "settle-" + ++runs;
        TwoHosts.await(
                hosts.java(
                        source(),
                        folder.resolve(log).toFile(),
                        List.of(),
                        "settle",
                        "" + pid,
                        addresses.of(target(), false),
                        MEMORY.resolve(source().name() + "-work").toString(),
                        Mode.STOP_AND_COPY.name(),
                        TwoHosts.SERVICE + "/24",
                        id),
                30);
        assertThat(text(log)).contains("settled ");
    }

    /** Waits until messages come that were published from now on; tells how it stands on both hosts if none do. */
    void awaitTraffic() {
        try {
            traffic.awaitMore();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + account(), e);
        }
    }

    /** Waits until no dump is left on a host; tells what it is at if one is. */
    void awaitNoCriu(TwoHosts.Host host) {
        try {
            Await.until(
                    "nothing is left of criu",
                    CRIU_SECONDS,
                    () -> hosts.find(host, "criu dump --tree").isEmpty());
        } catch (AssertionError e) {
            String left = hosts.find(host, "criu dump --tree").stream()
                    .map(found -> text("/proc/" + found + "/stat") + text("/proc/" + found + "/stack"))
                    .collect(Collectors.joining("\n"));
            throw new AssertionError(e.getMessage() + "\n" + left + account(), e);
        }
    }

    /** What runs on either host, its connections, and what the broker's threads are at. */
    private String account() {
        StringBuilder account = new StringBuilder();
        for (TwoHosts.Host host : List.of(hosts.a(), hosts.b())) {
            hosts.find(host, " broker " + broker).forEach(found -> signal("QUIT", found));
            Path said = folder.resolve("account-" + host.name());
            TwoHosts.await(
                    hosts.on(
                            host,
                            said.toFile(),
                            "sh",
                            "-c",
                            "ps -eo pid,ppid,stat,wchan:20,args | cut -c1-150; ss -tanp; ip address; nft list ruleset; sleep 2"),
                    30);
            account.append('\n').append(host).append('\n').append(text("account-" + host.name()));
        }
        return account.append("\nbroker:\n").append(text("broker")).toString();
    }

    /** Where the broker runs, which is one host; it is there from now on. */
    TwoHosts.Host requireOneSide() {
        List<TwoHosts.Host> sides = sides();
        assertThat(sides).as("hosts on which the broker runs").hasSize(1);
        at = sides.get(0);
        return at;
    }

    boolean runsOnce() {
        return sides().size() == 1;
    }

    private List<TwoHosts.Host> sides() {
        List<TwoHosts.Host> sides = new ArrayList<>();
        for (TwoHosts.Host host : List.of(hosts.a(), hosts.b())) {
            for (long found : hosts.find(host, " broker " + broker)) {
                String state = Spaces.state(found);
                if (Spaces.inner(found) == pid && !state.equals("T") && !state.equals("Z") && !state.isEmpty()) {
                    sides.add(host);
                }
            }
        }
        return sides;
    }

    /** Ends a host's receiver without a word. */
    void killReceiver(TwoHosts.Host host) {
        hosts.find(host, " receive tcp://").forEach(Scene::kill);
    }

    /** How many migrations from a host have left a directory there. */
    long moves(TwoHosts.Host host) {
        try (var left = Files.list(MEMORY.resolve(host.name() + "-work"))) {
            return left.filter(Files::isDirectory).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a host's receiver stand still, or go on. */
    void pauseReceiver(TwoHosts.Host host, boolean still) {
        hosts.find(host, " receive tcp://").forEach(found -> signal(still ? "STOP" : "CONT", found));
    }

    static void signal(String name, long found) {
        Tool.must("", List.of("kill", "-" + name, "--", Long.toString(found)));
    }

    static void kill(long found) {
        ProcessHandle.of(found).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** A migration under way. */
    record Move(String log, Process process) {}

    @Override
    public void close() {
        traffic.abandon();
        hosts.close();
        try {
            for (TwoHosts.Host host : List.of(hosts.a(), hosts.b())) {

                Intake.removeTree(images(host));
                Intake.removeTree(MEMORY.resolve(host.name() + "-work"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
