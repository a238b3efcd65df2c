package dev.dunlin.criu.move;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.system.Proc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Freezes with the criu binary. The process is stopped by a signal first, so that it is stopped whatever becomes of criu, and
 * so that it is stopped where it is restored. When all is written, criu waits in a script of ours for what is decided.
 */
final class CriuFreeze implements Freeze {

    private static final long END_SECONDS = 30;

    /** How long the memory may take to follow. */
    private static final long LAZY_SECONDS = 3_600;

    /** Between these exit codes a signal has ended it. */
    private static final int KILLED = 128;

    private static final int NOT_KILLED = 200;

    private final Path criu;
    private final Path work;
    private final Path images;
    private final long pid;
    private final UUID id;
    private final Executor threads;
    private final Leftovers leftovers;
    private final @Nullable ServiceAddress address;
    private final @Nullable LazyPages lazy;

    @SuppressWarnings("JdkObsolete") // Two threads write it.
    private final StringBuffer said = new StringBuffer();

    private @Nullable Path script;
    private @Nullable Process dump;
    private @Nullable Guard guard;
    private final Duration deadline;
    private long begunNanos;
    private volatile boolean dumped;

    /**
     * Creates one.
     *
     * @param work a directory that is there, empty and nobody else's
     * @param deadline how long criu may take until all is written
     * @param lazy where criu serves the memory when all else is written, or null if it writes it down too
     * @param threads where what criu says is read
     */
    CriuFreeze(
            Path criu,
            Path work,
            long pid,
            @Nullable ServiceAddress address,
            @Nullable LazyPages lazy,
            UUID id,
            Duration deadline,
            Executor threads) {
        this.criu = criu;
        this.work = work;
        this.images = work.resolve("images");
        this.pid = pid;
        this.address = address;
        this.lazy = lazy;
        this.id = id;
        this.deadline = deadline;
        this.threads = threads;
        this.leftovers = new Leftovers(criu, work, pid);
    }

    @Override
    public void prepare() {
        try {
            script = Guard.script(work, "hold.sh");
            if (!Files.isDirectory(images)) {
                Files.createDirectory(images);
            }
            if (criu.getParent() != null && !Files.isExecutable(criu)) {
                throw new IOException("it is not there, or no program");
            }
            leftovers.keep();
            guard = Guard.start(work, guarded(), deadline);
        } catch (IOException e) {
            throw notRun(e);
        }
    }

    @Override
    public void begin() {
        List<String> argv = argv(Objects.requireNonNull(script, "prepare() first"));
        Guard beside = Objects.requireNonNull(guard, "guard");
        try {
            Tool.signal("STOP", pid);
            begunNanos = System.nanoTime();
            Process started = new ProcessBuilder(Guard.inSession(lazy == null ? argv : LazyPages.telling(argv)))
                    .redirectErrorStream(true)
                    .start();
            dump = started;
            beside.criu(started.pid());
            threads.execute(() -> read(started));
        } catch (IOException e) {
            Tool.signal("CONT", pid);
            throw notRun(e);
        }
    }

    private CheckpointException notRun(IOException why) {
        return new CheckpointException(
                CheckpointFault.CRIU_MISSING, criu + " cannot be run: " + why.getMessage(), null, why);
    }

    /** What the guard has to know to let it run on. */
    private Map<String, String> guarded() {
        return Map.of(
                "DUNLIN_CRIU",
                criu.toString(),
                "DUNLIN_PID",
                Long.toString(pid),
                "DUNLIN_PIDS",
                GoAhead.pids(pid),
                "DUNLIN_LAZY",
                lazy == null ? "" : "yes",
                "DUNLIN_TABLES",
                leftovers.known(),
                "DUNLIN_ADDRESS",
                address == null ? "" : address.cidr(),
                "DUNLIN_DEVICE",
                address == null ? "" : address.device(),
                "DUNLIN_GATE",
                address == null ? "" : ServiceAddress.table(id));
    }

    private List<String> argv(Path script) {
        List<String> argv = new ArrayList<>(List.of(
                criu.toString(),
                "dump",
                "--tree",
                Long.toString(pid),
                "--images-dir",
                images.toString(),
                "--log-file",
                log().toString(),
                address == null ? "--tcp-close" : "--tcp-established",
                "--network-lock",
                "nftables",
                "--file-locks",
                "--ext-unix-sk"));
        if (lazy == null) {
            argv.addAll(List.of("--action-script", script.toString()));
        } else {
            // Says on its standard output when it is ready to serve.
            argv.addAll(List.of("--lazy-pages", "--leave-stopped", "--status-fd", LazyPages.STATUS));
            argv.addAll(lazy.arguments());
        }
        if (options().containsKey(MoveFacts.SHELL_JOB)) {
            argv.add("--shell-job");
        }
        return argv;
    }

    /** Beside the directory of the images, so that it is kept when they are not. */
    private Path log() {
        return work.resolveSibling(work.getFileName() + ".log").toAbsolutePath();
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            if (lazy != null) {
                dumped = lines.read() == 0;
            }
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.equals("dumped") && lazy == null) {
                    dumped = true;
                } else if (said.length() < 4096) {
                    said.append(line).append(' ');
                }
            }
        } catch (IOException e) {
            said.append(e.getMessage());
        }
    }

    @Override
    public boolean dumped() {
        Process process = Objects.requireNonNull(dump, "begin() first");
        if (!process.isAlive()) {
            throw CheckpointException.ofDump(process.exitValue(), said.toString(), log());
        }
        if (!dumped && System.nanoTime() - begunNanos > deadline.toNanos()) {
            process.destroyForcibly();
            throw new CheckpointException(
                    CheckpointFault.TIMED_OUT,
                    "criu dump has not written pid " + pid + " down within " + deadline + ", and is ended",
                    log(),
                    null);
        }
        return dumped;
    }

    /** Whether it belongs to a shell's session that is not moved with it: {@code --shell-job}. */
    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (lazy != null) {
            options.put(MoveFacts.LAZY, lazy.toString());
        }
        if (address == null) {
            // They are of an address of this host. The peers are told when the process here is ended, and connect
            // again.
            options.put(MoveFacts.TCP_CLOSE, "true");
        }
        long session = new Proc(pid)
                .session()
                .orElseThrow(
                        () -> new CheckpointException(CheckpointFault.NO_SUCH_PROCESS, "pid " + pid + " has gone"));
        if (session != pid) {
            options.put(MoveFacts.SHELL_JOB, "true");
        }
        return options;
    }

    @Override
    public void decide() {
        Guard beside = guard;
        if (beside != null) {
            beside.decided();
        }
    }

    @Override
    public void commit() {
        if (address != null) {
            // The gate of the address does what the lock does, and does not cut those on this host off from the target.
            leftovers.unlock();
        }
        if (lazy == null) {
            say("commit");
        }
        end(lazy == null ? END_SECONDS : LAZY_SECONDS);
        // criu ends it; what is left, as criu was killed meanwhile, must not be.
        if (ProcessHandle.of(pid).isPresent()) {
            Tool.signal("KILL", pid);
        }
        leftovers.unlock();
        endGuard();
        try {
            leftovers.forget();
            Files.deleteIfExists(log());
        } catch (IOException e) {
            said.append(e.getMessage());
        }
    }

    @Override
    public void back() {
        Process process = dump;
        if (process != null) {
            if (lazy == null) {
                say("back");
            } else {
                process.destroyForcibly();
            }
            end(END_SECONDS);
            if (lazy != null || (process.exitValue() > KILLED && process.exitValue() < NOT_KILLED)) {
                leftovers.release();
            }
        }
        Tool.signal("CONT", pid);
        endGuard();
        try {
            leftovers.forget();
        } catch (IOException e) {
            said.append(e.getMessage());
        }
    }

    @Override
    public void leave() {
        if (lazy == null) {
            say("back");
            end(END_SECONDS);
        }
        endGuard();
    }

    private void endGuard() {
        Guard beside = guard;
        guard = null;
        try {
            if (beside != null) {
                beside.close();
            }
        } catch (IOException e) {
            said.append(e.getMessage());
        }
    }

    private void say(String word) {
        Process process = dump;
        if (process == null) {
            return;
        }
        try {
            OutputStream in = process.getOutputStream();
            in.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
        } catch (IOException e) {
            // criu is gone; what it did not do is done by the caller.
            said.append(e.getMessage());
        }
    }

    private void end(long seconds) {
        Process process = dump;
        try {
            if (process != null && !process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Intake.removeTree(images);
        } catch (IOException e) {
            said.append(e.getMessage());
        }
    }
}
