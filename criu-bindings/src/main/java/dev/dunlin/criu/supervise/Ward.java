package dev.dunlin.criu.supervise;

import dev.dunlin.criu.system.Proc;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The supervised command as processes: in a session of its own, without a terminal, its output appended to a file. Its
 * parent is a shell that does nothing but write its exit status to a file when it ends, and is frozen and thawed with it: so
 * the status is had of a thawed process, too, which is no child of this one. For one thread.
 */
final class Ward {

    /** The command and its arguments are handed over beside this, never within it; what the shell would say is not wanted. */
    private static final String KEEPER = "\"$@\" 2>&1; echo $? >\"$0\"";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is ended may have started something in its last moment. */
    private static final int MOST_ROUNDS = 10;

    private final SupervisorConfig config;
    private final Path status;
    private @Nullable ProcessHandle root;
    private List<ProcessHandle> tree = List.of();

    Ward(SupervisorConfig config) {
        this.config = config;
        this.status = config.directory().resolve("status");
    }

    /** Starts it from its beginning; gives its number. */
    long start() {
        try {
            Files.deleteIfExists(status);
            List<String> line = new ArrayList<>(List.of("setsid", "sh", "-c", KEEPER, status.toString()));
            line.addAll(config.command());
            Process process = new ProcessBuilder(line)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(config.output().toFile()))
                    .redirectError(new File("/dev/null"))
                    .start();
            root = process.toHandle();
            return process.pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its number; 0 before it was started. */
    long pid() {
        ProcessHandle handle = root;
        return handle == null ? 0 : handle.pid();
    }

    /** It was thawed, under the number that it had. */
    void thawed(long pid) {
        root = ProcessHandle.of(pid).orElse(null);
        try {
            Files.deleteIfExists(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended, at most for a span; gives whether it has. */
    boolean awaitEnd(Duration span) throws InterruptedException {
        ProcessHandle handle = root;
        if (handle == null) {
            return true;
        }
        tree = handle.descendants().toList();
        try {
            handle.onExit().get(span.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return !handle.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for " + handle.pid(), e);
        }
    }

    /**
     * Keeps the file of its output within bounds. It holds that open, and goes on to append to it: so what is there is copied, and
     * the file emptied. What it writes in between is lost.
     */
    void boundOutput() {
        try {
            if (Files.exists(config.output()) && Files.size(config.output()) > config.maxOutputBytes()) {
                Files.copy(config.output(), config.olderOutput(), StandardCopyOption.REPLACE_EXISTING);
                FileChannel.open(config.output(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its exit status, as its keeper has written it; -1 if there is none, because that was killed as well. */
    int status() {
        try {
            String text = Files.exists(status)
                    ? Files.readString(status, StandardCharsets.US_ASCII).strip()
                    : "";
            return text.isEmpty() ? -1 : Integer.parseInt(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before it is frozen: what it consists of now. */
    void look() {
        ProcessHandle handle = root;
        if (handle != null) {
            tree = handle.descendants().toList();
        }
    }

    /**
     * Ends what is left of it: its number can be had again only when nothing is left in its session, orphans included that were
     * started since anybody looked. An orphan that has ended keeps its number until init asks how; where init never does,
     * waiting longer helps nobody, and whoever wants the number is told that it is taken.
     */
    void sweep() throws InterruptedException {
        ProcessHandle handle = root;
        if (handle == null) {
            return;
        }
        List<ProcessHandle> left = new ArrayList<>(tree);
        left.add(handle);
        boolean gone = true;
        for (int round = 0; round < MOST_ROUNDS && gone && !left.isEmpty(); round++) {
            left.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle each : left) {
                gone &= awaitGone(each);
            }
            left = inSession(handle.pid());
        }
    }

    /** The processes of a session, those included that have ended and keep their numbers. */
    private static List<ProcessHandle> inSession(long session) {
        return ProcessHandle.allProcesses()
                .filter(handle -> new Proc(handle.pid()).session().orElse(0) == session)
                .toList();
    }

    /** Asks it to end, and ends what does not. */
    void end() throws InterruptedException {
        ProcessHandle handle = root;
        if (handle == null) {
            return;
        }
        tree = handle.descendants().toList();
        tree.forEach(ProcessHandle::destroy);
        boolean unused = awaitEnd(PATIENCE);
        sweep();
    }

    /** Whether its number is free again; false if it has ended, and keeps it. */
    private static boolean awaitGone(ProcessHandle handle) throws InterruptedException {
        try {
            handle.onExit().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            if (new Proc(handle.pid()).isZombie()) {
                return false;
            }
            throw new IllegalStateException("process " + handle.pid() + " does not end after SIGKILL", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for " + handle.pid(), e);
        }
    }
}
