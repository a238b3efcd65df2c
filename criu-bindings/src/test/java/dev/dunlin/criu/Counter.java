package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that counts in a file, line by line: a process in a session of its own, without a terminal. */
final class Counter implements AutoCloseable {

    private static final String PROGRAM = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.02; done";

    private final Path out;
    private final long pid;

    private Counter(Path out, long pid) {
        this.out = out;
        this.pid = pid;
    }

    static Counter start(Path folder) {
        return start(folder, "sh", "-c", PROGRAM);
    }

    /** Starts a JVM that counts, and answers at a port. */
    static Counter startJvm(Path folder, int port, int mebibytes) {
        return start(
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                TalkingJvm.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath(),
                TalkingJvm.class.getName(),
                Integer.toString(port),
                Integer.toString(mebibytes));
    }

    /** Starts a program of one's own that counts on its standard output. */
    static Counter start(Path folder, String... program) {
        Path out = folder.resolve("counted");
        List<String> command = new java.util.ArrayList<>(List.of("setsid"));
        command.addAll(List.of(program));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(new File("/dev/null"))
                    .start();
            Counter counter = new Counter(out, process.pid());
            counter.awaitMore();
            return counter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return pid;
    }

    boolean runs() {
        Proc process = new Proc(pid);
        return process.exists() && !process.isZombie();
    }

    /** How it stands with the process, as {@code R}, {@code S} or {@code T}; empty if it has gone. */
    String state() {
        List<String> stat = new Proc(pid).stat();
        return stat.isEmpty() ? "" : stat.get(0);
    }

    /** All that was counted; each number is one more than that before it. */
    List<Long> counted() {
        try {
            String text = Files.readString(out);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has counted on. */
    void awaitMore() {
        int before = counted().size();
        Await.until(
                "more than " + before + " numbers in " + out, () -> counted().size() > before + 2);
    }

    void end() {
        ProcessHandle.of(pid).ifPresent(root -> {
            List<ProcessHandle> all = root.descendants().toList();
            root.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
        });
        Await.until("process " + pid + " has ended", () -> !new Proc(pid).exists());
    }

    @Override
    public void close() {
        end();
    }
}
