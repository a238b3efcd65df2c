package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.AtWork;
import dev.dunlin.criu.CountingBox;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.EngineContainer;
import dev.dunlin.criu.EngineContainer.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One machine that is two hosts to an engine. The source has mounts of its own: at the same path it sees another directory with
 * what the engine keeps, and its control groups are apart. A container of busybox counts there, in a file. All is gone when it
 * is closed.
 */
final class EngineHosts implements AutoCloseable {

    static final String NAME = "looper2";
    static final String IMAGE = "localhost/dunlin/looper:1";

    private final Engine engine;
    private final Path folder;
    private final CountingBox box;
    private final Path host;
    private final String groups = "dunlin-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private final Process mounts;
    private final List<String> source;
    private final List<String> target;
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private EngineHosts(Engine engine, Path folder) throws IOException {
        this.engine = engine;
        this.folder = folder;
        this.box = new CountingBox(folder);
        this.host = Files.createDirectory(folder.resolve("host"));
        Files.createDirectory(folder.resolve("source"));
        this.mounts = new ProcessBuilder("unshare", "--mount", "sh", script().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mounts.log").toFile())
                .start();
        this.target = CountingBox.engine(engine, host);
        this.source = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + mounts.pid() + "/ns/mnt"));
        this.source.addAll(target);
    }

    static EngineHosts start(Engine engine, Path folder) throws IOException {
        EngineHosts hosts = new EngineHosts(engine, folder);
        try {
            Await.until("mounts of its own", () -> hosts.text("mounts.log").equals("up\n"));
            startBox(
                    hosts.box,
                    engine,
                    hosts.source,
                    hosts.target,
                    hosts.host,
                    List.of(hosts.host, folder.resolve("source")));
            awaitMore(hosts.source());
            return hosts;
        } catch (IOException | RuntimeException | Error e) {
            hosts.close();
            throw e;
        }
    }

    private Path script() throws IOException {
        return Files.writeString(folder.resolve("mounts.sh"), """
                mount --make-rprivate /
                mount --bind %s %s
                for kept in /run/runc /run/libpod; do
                  mkdir -p $kept && mount -t tmpfs tmpfs $kept || exit 1
                done
                for group in /sys/fs/cgroup/*; do
                  [ -L "$group" ] && continue
                  [ -d "$group" ] || continue
                  mkdir "$group/%s" || exit 1
                  for file in cpuset.cpus cpuset.mems; do
                    [ ! -e "$group/$file" ] || cat "$group/$file" >"$group/%3$s/$file"
                  done
                  mount --bind "$group/%3$s" "$group"
                done
                echo up
                exec sleep 600
                """.formatted(folder.resolve("source"), host, groups));
    }

    /**
     * Starts a container that counts.
     *
     * @param source how the engine is called where it is started
     * @param target how it is called on the other host
     * @param own the path at which either host has its own directory
     * @param kept these directories
     */
    static void startBox(
            CountingBox box, Engine engine, List<String> source, List<String> target, Path own, List<Path> kept)
            throws IOException {
        if (engine == Engine.RUNC) {
            startRunc(box, source, own, kept);
        } else {
            startPodman(box, source, target);
        }
    }

    /** Its root is on a disk that both hosts share. */
    private static void startRunc(CountingBox box, List<String> source, Path own, List<Path> kept) throws IOException {
        Path root = box.root(box.folder().resolve("root"));
        for (Path side : kept) {
            Path bundle = Files.createDirectory(side.resolve("bundle"));
            Files.writeString(bundle.resolve("config.json"), CountingBox.spec(root.toString()));
        }
        box.run(source, "run", "--detach", "--bundle", own.resolve("bundle").toString(), NAME);
    }

    /** Has a container of the same name on the target already, which does not count. */
    void occupyTarget() {
        box.run(target, "create", "--bundle", host.resolve("bundle").toString(), NAME);
    }

    /** By an image that either host has. */
    private static void startPodman(CountingBox box, List<String> source, List<String> target) throws IOException {
        String tar = box.tar();
        box.run(source, "import", tar, IMAGE);
        box.run(target, "import", tar, IMAGE);
        // Not every machine of ours may raise the limits that podman would set, or has a controller of processes to
        // limit them.
        box.run(
                source,
                "run",
                "-d",
                "--name",
                NAME,
                "--network",
                "none",
                "--cgroupns",
                "private",
                "--pids-limit",
                "-1",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=1024:1024",
                IMAGE,
                "sh",
                "-c",
                CountingBox.PROGRAM);
    }

    void removeImageOfTarget() {
        box.run(target, "rmi", IMAGE);
    }

    /** The target's engine, but that a command of it fails. */
    List<String> failing(String word) throws IOException {
        Path script = Files.writeString(folder.resolve("failing.sh"), """
                for word; do [ "$word" != %s ] || { echo "no $word today" >&2; exit 1; }; done
                exec "$@"
                """.formatted(word));
        List<String> failing = new ArrayList<>(List.of("sh", script.toString()));
        failing.addAll(target);
        return failing;
    }

    /** An engine, but that it stands still before a command of it, until it {@link #goesOn}. */
    List<String> stalling(List<String> engineThere, String word) throws IOException {
        Path script = Files.writeString(folder.resolve("stalling.sh"), """
                for word; do
                  [ "$word" = %s ] || continue
                  touch %2$s/stalled
                  until [ -e %2$s/goes-on ]; do sleep 0.02; done
                done
                exec "$@"
                """.formatted(word, folder));
        List<String> stalling = new ArrayList<>(List.of("sh", script.toString()));
        stalling.addAll(engineThere);
        return stalling;
    }

    boolean standsStill() {
        return Files.exists(folder.resolve("stalled"));
    }

    void goesOn() throws IOException {
        Files.createFile(folder.resolve("goes-on"));
    }

    /** The target's engine, but of another version. */
    List<String> other() throws IOException {
        Path script = Files.writeString(folder.resolve("other.sh"), """
                for word; do [ "$word" != --version ] || { echo "runc version 9.9"; exit; }; done
                exec "$@"
                """);
        List<String> other = new ArrayList<>(List.of("sh", script.toString()));
        other.addAll(target);
        return other;
    }

    List<String> target() {
        return target;
    }

    /** How the engine of the source is called. */
    List<String> here() {
        return source;
    }

    /** The word by which it removes a container. */
    String removing() {
        return engine == Engine.RUNC ? "delete" : "rm";
    }

    Container container() {
        return new Container(engine, NAME);
    }

    /** Migrates by a process of its own, which can be killed; what it says goes to a file. */
    Process migrate(List<String> called, URI to, Path said) throws IOException {
        List<String> command = TwoHosts.javaCommand(
                List.of(),
                "carry",
                engine.name(),
                NAME,
                to.toString(),
                own("sent").toString());
        command.addAll(called);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** Whether the target has images of no migration left: they are the last to go. */
    boolean hasForgotten() {
        try (Stream<Path> left = Files.list(own("received"))) {
            return left.noneMatch(move -> Files.exists(move.resolve("images")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MoveReceiver receive(List<String> called) throws IOException {
        return receive(called, Duration.ofSeconds(30));
    }

    /** One that waits so long for a source that has gone. */
    MoveReceiver receive(List<String> called, Duration hold) throws IOException {
        return MoveReceiver.listen(ReceiverConfig.of(
                        URI.create("tcp://127.0.0.1:0"),
                        own("received"),
                        CriuConfig.builder().build().binary())
                .withEngine(engine, called)
                .withHold(hold));
    }

    MigrationConfig config(URI to) throws IOException {
        return MigrationConfig.of(container(), to, CriuConfig.builder().build().binary(), own("sent"))
                .withEngine(engine, source)
                .withTold(told::add);
    }

    /** In memory, as below the folder of a test others may look. */
    private Path own(String name) throws IOException {
        Path own = folder.resolve(name);
        return Files.exists(own) ? own : Files.createDirectory(own, OwnDirectory.OWN);
    }

    EngineContainer on(List<String> called) {
        return new EngineContainer(CriuConfig.builder().engine(engine, called).build(), container());
    }

    EngineContainer source() {
        return on(source);
    }

    static long pid(EngineContainer container) {
        return container.standing().filter(Standing::runs).map(Standing::pid).orElse(0L);
    }

    static List<Long> counted(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/root/counted"));
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** It counts, and has left out nothing and counted nothing twice. */
    static void awaitMore(EngineContainer container) {
        long pid = pid(container);
        int before = counted(pid).size();
        Await.until("more than " + before + " numbers", () -> counted(pid).size() > before + 2);
        List<Long> counted = counted(pid);
        assertThat(counted)
                .isEqualTo(LongStream.range(0, counted.size()).boxed().toList());
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (EngineContainer left : List.of(source(), on(target))) {
                left.standing().ifPresent(standing -> {
                    String id = engine == Engine.RUNC ? NAME : standing.id();
                    left.remove(id).ifPresent(why -> System.out.println("cannot clean up: " + why));
                });
            }
            AtWork.awaitNone(folder);
        } finally {
            mounts.destroyForcibly();
            mounts.onExit().join();
            removeGroups();
        }
    }

    private void removeGroups() {
        try (Stream<Path> controllers = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path controller : controllers.filter(Files::isDirectory).toList()) {
                removeGroup(controller.resolve(groups));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A group is removed when its last process is gone, and that may take a moment. */
    static void removeGroup(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        try (Stream<Path> below = Files.list(group)) {
            for (Path one : below.filter(Files::isDirectory).toList()) {
                removeGroup(one);
            }
        }
        Await.until(group + " is empty", () -> group.toFile().delete());
    }
}
