package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.EngineContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Freezes a container by its engine, which leaves it there. All its processes are stopped by the freezer first, and each by a
 * signal that it takes only afterwards: so that they are stopped whatever becomes of the engine, and stopped where they are
 * restored.
 */
final class EngineFreeze implements Freeze {

    private static final long END_SECONDS = 30;
    private static final String ARCHIVE = "checkpoint.tar.gz";

    private final EngineContainer container;
    private final String id;
    private final long pid;
    private final Freezer freezer;
    private final Path criu;
    private final Path work;
    private final Path images;
    private final Path log;
    private final Duration deadline;
    private final Consumer<String> told;
    private @Nullable Process checkpoint;
    private @Nullable Guard guard;
    private @Nullable Path archive;
    private long begunNanos;
    private boolean dumped;

    /**
     * Creates one.
     *
     * @param id what the engine calls it
     * @param pid of its first process
     * @param freezer what stops all its processes
     * @param work a directory that is there and nobody else's, with one for the images in it
     */
    EngineFreeze(EngineContainer container, String id, long pid, Freezer freezer, Path work, MigrationConfig config) {
        this.container = container;
        this.id = id;
        this.pid = pid;
        this.freezer = freezer;
        this.work = work;
        this.criu = config.criu();
        this.images = work.resolve("images");
        this.log = work.resolveSibling(work.getFileName() + ".log").toAbsolutePath();
        this.deadline = config.dumpDeadline();
        this.told = config.told();
    }

    @Override
    public void prepare() {
        try {
            archive = Files.createDirectory(work.resolve("archive"), OwnDirectory.OWN);
            guard = Guard.start(work, guarded(), deadline);
        } catch (IOException e) {
            throw notFrozen(e);
        }
    }

    @Override
    public void begin() {
        Guard beside = Objects.requireNonNull(guard, "prepare() first");
        Path whole = Objects.requireNonNull(archive, "archive");
        try {
            freezer.freeze();
            Tool.signal("STOP", pid);
            begunNanos = System.nanoTime();
            // An archive is seen by what sends it when it is whole.
            Process started = container
                    .checkpoint(isArchive() ? whole : images, work, log)
                    .start();
            checkpoint = started;
            beside.criu(started.pid());
        } catch (IOException e) {
            throw notFrozen(e);
        }
    }

    private CheckpointException notFrozen(IOException why) {
        return new CheckpointException(
                CheckpointFault.ENGINE_MISSING,
                container.container() + " cannot be frozen by its engine: " + why.getMessage(),
                null,
                why);
    }

    private boolean isArchive() {
        return container.container().engine() == Engine.PODMAN;
    }

    /** What the guard has to know to let it run on. */
    private Map<String, String> guarded() {
        return Map.of(
                "DUNLIN_CRIU",
                criu.toString(),
                "DUNLIN_PID",
                Long.toString(pid),
                "DUNLIN_PIDS",
                Long.toString(pid),
                "DUNLIN_LAZY",
                "",
                "DUNLIN_TABLES",
                "",
                "DUNLIN_ADDRESS",
                "",
                "DUNLIN_FREEZER",
                freezer.file().toString(),
                "DUNLIN_THAWED",
                freezer.thawed());
    }

    @Override
    public boolean dumped() {
        Process process = Objects.requireNonNull(checkpoint, "begin() first");
        if (dumped) {
            return true;
        }
        if (process.isAlive()) {
            if (System.nanoTime() - begunNanos > deadline.toNanos()) {
                throw new CheckpointException(
                        CheckpointFault.TIMED_OUT,
                        container.container() + " is not written down within " + deadline,
                        log,
                        null);
            }
            return false;
        }
        try {
            if (process.exitValue() != 0) {
                keepLog();
                throw container.notFrozen(process.exitValue(), log);
            }
            if (isArchive()) {
                Path whole = Objects.requireNonNull(archive, "archive").resolve(ARCHIVE);
                Files.move(whole, images.resolve(ARCHIVE));
            }
            dumped = true;
            return true;
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.OTHER,
                    container.container() + ": its images are not where they should be: " + e.getMessage(),
                    log,
                    e);
        }
    }

    /** The log of the tool goes behind what the engine said, as it is lost with its directory. */
    private void keepLog() throws IOException {
        Path tool = work.resolve("dump.log");
        if (Files.exists(tool)) {
            Files.write(log, Files.readAllBytes(tool), StandardOpenOption.APPEND);
        }
    }

    @Override
    public Map<String, String> options() {
        return Map.of();
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
        endHere(container, id, pid, told);
        endGuard();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            told.accept(log + " is left: " + e.getMessage());
        }
    }

    /**
     * Ends it here: by its engine, which must not start it again; by force if the engine does not.
     *
     * @param pid of its first process, or 0 if it has none
     */
    static void endHere(EngineContainer container, String id, long pid, Consumer<String> told) {
        Optional<String> why = container.remove(id);
        if (why.isPresent() && pid > 0) {
            Tool.signal("KILL", pid);
            Freezer.of(pid).ifPresent(Freezer::thaw);
            why = container.remove(id);
        }
        why.ifPresent(
                left -> told.accept(container.container() + " is ended, but not removed here; remove it: " + left));
    }

    @Override
    public void back() {
        Process process = checkpoint;
        if (process != null && process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            end(process);
        }
        goOn(pid);
        endGuard();
    }

    /** Lets a container go on that was stopped here. */
    static void goOn(long pid) {
        Freezer.of(pid).ifPresent(Freezer::thaw);
        Tool.signal("CONT", pid);
    }

    private static void end(Process process) {
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void leave() {
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
            told.accept("the guard is gone: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            Intake.removeTree(images);
        } catch (IOException e) {
            told.accept(images + " are left: " + e.getMessage());
        }
    }
}
