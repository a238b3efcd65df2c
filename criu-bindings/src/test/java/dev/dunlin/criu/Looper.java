package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A container of busybox that counts in a file of its own, with all that its engine keeps in a folder of the test. */
final class Looper implements AutoCloseable {

    private static final String NAME = "looper2";
    private static final String IMAGE = "dunlin/looper:1";

    private final Engine engine;
    private final Path folder;
    private final CountingBox box;
    private final List<String> begin;
    private final CriuConfig config;

    private Looper(Engine engine, Path folder, List<String> begin) {
        this.engine = engine;
        this.folder = folder;
        this.box = new CountingBox(folder);
        this.begin = begin;
        this.config = CriuConfig.builder().engine(engine, begin).build();
    }

    static Looper start(Engine engine, Path folder) throws IOException {
        Looper looper = new Looper(engine, folder, command(engine, folder));
        try {
            switch (engine) {
                case DOCKER -> looper.startDocker();
                case PODMAN -> looper.startPodman();
                case RUNC -> looper.startRunc();
            }
            looper.awaitMore();
            return looper;
        } catch (IOException | RuntimeException | Error e) {
            looper.close();
            throw e;
        }
    }

    CriuConfig config() {
        return config;
    }

    Container container() {
        return new Target.Container(engine, NAME);
    }

    boolean runs() {
        return state() > 0;
    }

    long state() {
        return new EngineCommands(config, container())
                .state()
                .filter(EngineCommands.State::runs)
                .map(EngineCommands.State::pid)
                .orElse(0L);
    }

    List<Long> counted() {
        try {
            String text = Files.readString(Path.of("/proc/" + state() + "/root/counted"));
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    void awaitMore() {
        int before = counted().size();
        Await.until("more than " + before + " numbers", () -> counted().size() > before + 2);
        List<Long> counted = counted();
        assertThat(counted)
                .isEqualTo(LongStream.range(0, counted.size()).boxed().toList());
    }

    @Override
    public void close() {
        switch (engine) {
            case DOCKER -> {
                tried("rm", "-f", NAME);
                stopDaemon();
            }
            case PODMAN -> tried("rm", "-f", "-t", "0", NAME);
            case RUNC -> tried("delete", "--force", NAME);
        }
        AtWork.awaitNone(folder);
    }

    private void startRunc() throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        box.root(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), CountingBox.spec("rootfs"));
        box.run(begin, "run", "--detach", "--bundle", bundle.toString(), NAME);
    }

    private void startPodman() throws IOException {
        box.run(begin, "import", box.tar(), IMAGE);
        // Not every machine of ours may raise the limits that podman would set.
        box.run(
                begin,
                "run",
                "-d",
                "--name",
                NAME,
                "--network",
                "none",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=1024:1024",
                IMAGE,
                "sh",
                "-c",
                CountingBox.PROGRAM);
    }

    private void startDocker() throws IOException {
        List<String> daemon =
                new ArrayList<>(List.of("setsid", "dockerd", "--experimental", "--storage-driver", "vfs"));
        daemon.addAll(List.of("--data-root", folder.resolve("data").toString()));
        daemon.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        daemon.addAll(List.of("--pidfile", folder.resolve("docker.pid").toString()));
        daemon.addAll(
                List.of("--host", "unix://" + folder.resolve("docker.sock"), "--iptables=false", "--bridge=none"));
        ProcessBuilder builder = new ProcessBuilder(daemon)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("docker.log").toFile());
        builder.environment().merge("PATH", config.binary().getParent() + ":", (path, more) -> more + path);
        builder.start();
        Await.until(
                "a daemon of docker",
                () -> new EngineCommands(config, container()).daemon().isPresent());
        box.run(begin, "import", box.tar(), IMAGE);
        box.run(begin, "run", "-d", "--name", NAME, "--network", "none", IMAGE, "sh", "-c", CountingBox.PROGRAM);
    }

    private void stopDaemon() {
        try {
            long pid = Long.parseLong(
                    Files.readString(folder.resolve("docker.pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            Await.until("the daemon has ended", () -> !new Proc(pid).exists());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tried(String... arguments) {
        try {
            box.run(begin, arguments);
        } catch (AssertionError e) {
            System.out.println("cannot clean up: " + e.getMessage());
        }
    }

    private static List<String> command(Engine engine, Path folder) {
        return switch (engine) {
            case DOCKER ->
                List.of(
                        Programs.find("docker", List.of()).map(Path::toString).orElse("docker"),
                        "--host",
                        "unix://" + folder.resolve("docker.sock"));
            case PODMAN -> CountingBox.podman(folder);
            case RUNC -> CountingBox.runc(folder);
        };
    }
}
