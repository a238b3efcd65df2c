package dev.dunlin.criu;

import com.google.protobuf.MessageLite;
import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.criu.self.CriuSelf;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link SelfJvm} that runs, in a session of its own, as its user sees it. */
final class Self implements AutoCloseable {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final long pid;

    /** What it says after a checkpoint. */
    record Answer(String how, long before, long after, String frozen, long awayMillis) {}

    private Self(Path folder, long pid) {
        this.folder = folder;
        this.pid = pid;
    }

    static Self start(Path folder, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Dorg.crac.Core.Compat=dev.dunlin.criu.crac",
                "-cp",
                classPath(),
                SelfJvm.class.getName(),
                folder.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(new File("/dev/null"))
                .redirectError(folder.resolve("errors").toFile())
                .start();
        Self self = new Self(folder, process.pid());
        self.await("ready");
        return self;
    }

    long pid() {
        return pid;
    }

    /** Has it freeze itself, and does not wait. */
    void ask(int number, String how) throws IOException {
        Path beside = folder.resolve("ask-" + number + ".new");
        Files.writeString(beside, how);
        Files.move(beside, folder.resolve("ask-" + number));
    }

    /** Its answer, which is taken away: one that is thawed answers again. */
    Answer answer(int number) throws IOException {
        Path file = await("answer-" + number);
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        int last = lines.size() - 1;
        return new Answer(
                String.join("\n", lines.subList(0, last - 3)),
                Long.parseLong(lines.get(last - 3)),
                Long.parseLong(lines.get(last - 2)),
                lines.get(last - 1),
                Long.parseLong(lines.get(last)));
    }

    /** What its resources wrote down since the last call. */
    List<String> hooks() throws IOException {
        Path file = folder.resolve("hooks");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Files.deleteIfExists(file);
        return lines;
    }

    Path images(int number) {
        return folder.resolve("images-" + number);
    }

    /** Ends it without a word. */
    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** The last to be written, by the outside, when it may have ended already. */
    void awaitManifest(int number) {
        until("the manifest", () -> Files.exists(images(number).resolve(Manifest.FILE)));
    }

    void awaitEnd() {
        Path status = Path.of("/proc", Long.toString(pid));
        until("process " + pid + " has ended", () -> !Files.exists(status));
    }

    @Override
    public void close() {
        kill();
    }

    private Path await(String name) {
        Path file = folder.resolve(name);
        until(name, () -> Files.exists(file));
        return file;
    }

    private void until(String what, java.util.function.BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > DEADLINE_NANOS) {
                throw new AssertionError("not within a minute: " + what + "; it said: " + errors());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String classPath() {
        return Stream.of(SelfJvm.class, CriuSelf.class, Checkpointer.class, MessageLite.class, org.crac.Core.class)
                .map(Self::file)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String file(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** How long ago a moment was, as an upper bound for who was away since. */
    static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }
}
