package dev.dunlin.criu.supervise;

import dev.dunlin.DunlinException;
import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.Manifest;
import dev.dunlin.criu.system.OwnDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command, checkpoints it as it runs, and when it dies thaws the newest checkpoint that can be thawed; an older one
 * if that cannot, and starts it from its beginning if none can. What it did since that checkpoint is done again, what it wrote
 * to files stays written.
 *
 * <p>{@link #run} is for one thread, {@link #stop} for any.
 */
public final class Supervisor {

    private final SupervisorConfig config;
    private final Checkpointer checkpointer;
    private final Consumer<SupervisorEvent> listener;
    private final Shelf shelf;
    private final Ward ward;
    private volatile boolean stopping;
    private volatile @Nullable Thread runner;
    private int restarts;

    /**
     * A supervisor that runs nothing yet.
     *
     * @param checkpointer freezes and thaws
     * @param listener is told of each event, by the thread that runs; must not throw
     */
    public Supervisor(SupervisorConfig config, Checkpointer checkpointer, Consumer<SupervisorEvent> listener) {
        this.config = Objects.requireNonNull(config, "config");
        this.checkpointer = Objects.requireNonNull(checkpointer, "checkpointer");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.shelf = new Shelf(config.directory(), config.keep(), config.maxBytes());
        this.ward = new Ward(config);
    }

    /**
     * Runs the command until it ends by itself with status 0, is given up, or {@link #stop} is called.
     *
     * @return whether it has ended by itself with status 0
     * @throws CheckpointException if others can write the directory, or it is another's
     * @throws IllegalArgumentException if the directory holds checkpoints and is not to be resumed from
     */
    public boolean run() {
        runner = Thread.currentThread();
        prepare();
        try {
            if (!config.resume() || !thawNewest()) {
                startAfresh();
            }
            while (!stopping) {
                if (!ward.awaitEnd(config.every())) {
                    checkpoint();
                } else if (!stopping && !goOnAfterDeath()) {
                    return ward.status() == 0;
                }
            }
        } catch (InterruptedException e) {
            // Asked to stop, or interrupted from outside: both end the command.
            stopping = true;
        } finally {
            runner = null;
        }
        endQuietly();
        return false;
    }

    /** Ends the command, asking first, and the run; checkpoints stay. Does nothing if nothing runs. */
    public void stop() {
        stopping = true;
        Thread running = runner;
        if (running != null) {
            running.interrupt();
        }
    }

    private void endQuietly() {
        boolean interrupted = Thread.interrupted();
        try {
            ward.end();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted && !stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void prepare() {
        try {
            Files.createDirectories(
                    config.directory(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Optional<String> complaint = OwnDirectory.complaint(config.directory());
            if (complaint.isPresent()) {
                throw new CheckpointException(CheckpointFault.UNSAFE_DIRECTORY, complaint.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!config.resume() && !shelf.isEmpty()) {
            throw new IllegalArgumentException("directory=" + config.directory()
                    + ": holds checkpoints; resume from them, or name another directory");
        }
    }

    private void startAfresh() {
        listener.accept(new SupervisorEvent.Started(ward.start()));
    }

    private void checkpoint() {
        ward.look();
        Path directory = shelf.next();
        try {
            Checkpoint taken =
                    checkpointer.checkpoint(new Target.ProcessTree(ward.pid()), directory, Afterwards.RUNNING);
            restarts = 0;
            listener.accept(
                    new SupervisorEvent.Checkpointed(directory, taken.times().downtime()));
        } catch (DunlinException e) {
            // It may have died meanwhile: the next look finds that.
            listener.accept(new SupervisorEvent.NotCheckpointed(why(e)));
        }
        ward.boundOutput();
        shelf.prune().forEach(removed -> listener.accept(new SupervisorEvent.Removed(removed)));
    }

    /** What a failure says; its log is kept, as what is not whole is removed, and named where it is then. */
    private String why(DunlinException failure) {
        if (failure instanceof CheckpointException e
                && e.log().filter(Files::exists).isPresent()) {
            try {
                Files.copy(e.log().get(), config.failureLog(), StandardCopyOption.REPLACE_EXISTING);
                return e.what() + "; " + e.mend() + "; log: " + config.failureLog();
            } catch (IOException unkept) {
                return e.what() + "; " + e.mend() + "; its log cannot be kept: " + unkept.getMessage();
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** Whether it runs again. */
    private boolean goOnAfterDeath() throws InterruptedException {
        int status = ward.status();
        if (status == 0) {
            ward.sweep();
            listener.accept(new SupervisorEvent.Finished());
            return false;
        }
        listener.accept(new SupervisorEvent.Died(status < 0 ? "killed, without a status" : "status " + status));
        ward.sweep();
        if (restarts >= config.maxRestarts()) {
            listener.accept(new SupervisorEvent.GivenUp(restarts));
            return false;
        }
        restarts++;
        if (!thawNewest()) {
            startAfresh();
        }
        return true;
    }

    /** Thaws the newest checkpoint that can be thawed; false if none can. */
    private boolean thawNewest() throws InterruptedException {
        for (Path directory : shelf.newestFirst()) {
            try {
                Manifest manifest = Manifest.read(directory);
                var unused = checkpointer.restore(directory);
                ward.thawed(manifest.pid());
                Duration age = Duration.between(manifest.taken(), Instant.now());
                listener.accept(new SupervisorEvent.Restored(directory, age));
                return true;
            } catch (DunlinException e) {
                listener.accept(new SupervisorEvent.NotRestored(directory, String.valueOf(e.getMessage())));
                ward.sweep();
            }
        }
        return false;
    }
}
