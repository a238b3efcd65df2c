package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Restores with the criu binary. For one thread at a time. */
final class CriuThaw implements Thaw {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path criu;
    private final Path images;
    private final long pid;
    private final UUID id;
    private final Duration deadline;
    private @Nullable ServiceAddress address;
    private @Nullable Process pages;
    private @Nullable GoAhead goAhead;

    CriuThaw(Path criu, Path images, UUID id, long pid, Duration deadline) {
        this.criu = criu;
        this.images = images;
        this.id = id;
        this.pid = pid;
        this.deadline = deadline;
    }

    @Override
    public void prepare(Map<String, String> facts) {
        if (ProcessHandle.of(pid).isPresent()) {
            throw new CheckpointException(CheckpointFault.PID_TAKEN, "the pid " + pid + " is taken on the target");
        }
        String cidr = facts.get(MoveFacts.ADDRESS);
        String device = facts.get(MoveFacts.DEVICE);
        if (cidr != null && device != null) {
            new ServiceAddress(cidr, device).takeBehindGate(id);
        }
        acquaint();
        remember(facts);
    }

    /**
     * Has criu find out about the kernel now, which it keeps in {@code /run} if that is in memory: else it does so while the
     * process stands still. On the source the verdict has done it.
     */
    private void acquaint() {
        try {
            Tool.run("", Tool.DEADLINE, List.of(criu.toString(), "check"));
        } catch (DunlinException e) {
            // Of one that cannot be run is told when it is needed.
            return;
        }
    }

    @Override
    public void remember(Map<String, String> facts) {
        String cidr = facts.get(MoveFacts.ADDRESS);
        String device = facts.get(MoveFacts.DEVICE);
        if (cidr != null && device != null) {
            address = new ServiceAddress(cidr, device);
        }
    }

    @Override
    public Map<String, Long> restore(Map<String, String> options) {
        Map<String, Long> phases = new LinkedHashMap<>();
        String lazy = options.get(MoveFacts.LAZY);
        if (lazy != null) {
            long before = System.nanoTime();
            pages = fetchPages(LazyPages.parse(lazy));
            phases.put("fetcher", System.nanoTime() - before);
        }
        long begun = System.nanoTime();
        Tool.Outcome outcome = outcome(options);
        if (!outcome.ok()) {
            throw CheckpointException.ofRestore(outcome.code(), said(outcome), log("restore.log"));
        }
        phases.put("restore", System.nanoTime() - begun);
        goAhead = standReady();
        return phases;
    }

    /** What lets it run in the shortest time, or null if that cannot be started. */
    private @Nullable GoAhead standReady() {
        ServiceAddress own = address;
        try {
            return own == null ? GoAhead.start(images, pid) : GoAhead.start(images, pid, own, id);
        } catch (IOException e) {
            return null;
        }
    }

    private Tool.Outcome outcome(Map<String, String> options) {
        try {
            return Tool.run("", deadline, argv(options));
        } catch (DunlinException e) {
            if (e.reason() != DunlinException.Reason.TIMED_OUT) {
                throw e;
            }
            throw new CheckpointException(
                    CheckpointFault.TIMED_OUT, "criu restore has not ended within " + deadline, log("restore.log"), e);
        }
    }

    /** Starts what fetches memory from the source as it is needed, and all of it in the end; outlives this program. */
    private Process fetchPages(LazyPages from) {
        List<String> argv = new ArrayList<>(List.of(
                criu.toString(),
                "lazy-pages",
                "--images-dir",
                images.toString(),
                "--log-file",
                log("lazy.log").toString(),
                "--page-server",
                "--status-fd",
                LazyPages.STATUS));
        argv.addAll(from.arguments());
        try {
            Process process = new ProcessBuilder(LazyPages.telling(argv))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!isReady(process)) {
                process.destroyForcibly();
                throw CheckpointException.ofRestore(
                        process.waitFor(), "criu lazy-pages ended before it was ready", log("lazy.log"));
            }
            return process;
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.CRIU_MISSING, criu + " cannot be run: " + e.getMessage(), null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckpointException(
                    CheckpointFault.OTHER, "interrupted while criu lazy-pages came to its end", null, e);
        }
    }

    /** Waits until it says so, by a byte, no longer than a restore may take. */
    private boolean isReady(Process process) throws IOException {
        InputStream said = process.getInputStream();
        long end = System.nanoTime() + deadline.toNanos();
        while (said.available() == 0 && process.isAlive() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return said.available() > 0 && said.read() == 0;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the action is all there is to do
    public void whenOver(Runnable action) {
        if (pages == null) {
            action.run();
        } else {
            pages.onExit().thenRun(action);
        }
    }

    private List<String> argv(Map<String, String> options) {
        List<String> argv = new ArrayList<>(List.of(
                criu.toString(),
                "restore",
                "--images-dir",
                images.toString(),
                "--log-file",
                log("restore.log").toString(),
                "--restore-detached",
                options.containsKey(MoveFacts.TCP_CLOSE) ? "--tcp-close" : "--tcp-established",
                "--network-lock",
                "nftables",
                "--file-locks",
                "--ext-unix-sk"));
        if (options.containsKey(MoveFacts.SHELL_JOB)) {
            argv.add("--shell-job");
        }
        if (options.containsKey(MoveFacts.LAZY)) {
            argv.add("--lazy-pages");
        }
        return argv;
    }

    /** Beside the images, so that it is kept when they are not. */
    private Path log(String name) {
        return images.resolveSibling(name).toAbsolutePath();
    }

    /** What it wrote; with pages to come, what the other has logged that fetches them may be the cause. */
    private String said(Tool.Outcome outcome) {
        try {
            Path fetcher = log("lazy.log");
            return pages == null || !Files.exists(fetcher)
                    ? outcome.text()
                    : outcome.text() + "\n" + Files.readString(fetcher, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return outcome.text() + "\n" + e.getMessage();
        }
    }

    @Override
    public void run() {
        // It need not stand still yet: the tool ends when it has sent it a signal to stop, which this takes back.
        if (goAhead != null) {
            if (goAhead.say()) {
                return;
            }
            goAhead.close();
        }
        if (address != null) {
            // First: what it says behind the gate is lost, and said again by a timer only, after a second on a new
            // socket; and what it is answered before the others know where it is goes to the other host.
            address.openGate(id);
        }
        Tool.signal("CONT", pid);
    }

    @Override
    public void drop(boolean begun) {
        if (goAhead != null) {
            goAhead.close();
        }
        if (begun) {
            endRestores(images);
            // The pid was free when this began. A restore that was killed leaves it in any state, not stopped alone.
            Tool.signal("KILL", pid);
        }
        if (address != null) {
            address.vanish(id);
        }
    }

    /** Ends a restore that one has begun who is no more. */
    static void endRestores(Path images) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(words -> Stream.of(words).anyMatch(word -> word.startsWith(images.toString())))
                        .orElse(false))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
