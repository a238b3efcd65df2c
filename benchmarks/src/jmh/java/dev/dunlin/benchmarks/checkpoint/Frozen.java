package dev.dunlin.benchmarks.checkpoint;

import dev.dunlin.benchmarks.Child;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The JVM that is frozen and thawed, again and again: in a session of its own, without a terminal. For one thread. */
final class Frozen implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path folder;
    private final long pid;

    private Frozen(Path folder, long pid) {
        this.folder = folder;
        this.pid = pid;
    }

    /** Starts one with so much memory, and waits until it has it. */
    static Frozen start(Path folder, int mebibytes) throws IOException {
        Files.createFile(folder.resolve("wanted"));
        Process process = new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmn8m",
                        "-Xmx" + (mebibytes + mebibytes / 8 + 32) + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TouchedHeap.class.getName(),
                        Integer.toString(mebibytes),
                        folder.resolve("wanted").toString())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("said").toFile())
                .redirectError(new File("/dev/null"))
                .start();
        Frozen frozen = new Frozen(folder, process.pid());
        frozen.awaitMore();
        return frozen;
    }

    long pid() {
        return pid;
    }

    /** Waits until it has said more than before: it runs. */
    void awaitMore() throws IOException {
        Path said = folder.resolve("said");
        long before = Files.size(said);
        long end = System.nanoTime() + Child.PATIENCE.toNanos();
        while (Files.size(said) == before) {
            if (System.nanoTime() - end > 0 || ProcessHandle.of(pid).isEmpty()) {
                throw new IOException("process " + pid + " has ended, or says nothing");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        Files.delete(folder.resolve("wanted"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
