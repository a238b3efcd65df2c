package dev.dunlin.criu;

import dev.dunlin.criu.image.Images;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of a checkpoint that were left stopped.
 *
 * @param config how they were frozen
 * @param directory where their images are
 */
record Stopped(CriuConfig config, Path directory) {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String STILL = "T";

    /** Waits until they stand still: the tool has sent each a signal to stop, and a busy machine takes its time. */
    void await() {
        long end = System.nanoTime() + DEADLINE.toNanos();
        for (long pid : Images.pids(directory)) {
            Proc process = new Proc(pid);
            while (process.exists()
                    && !process.state().equals(STILL)
                    && !process.isZombie()
                    && end - System.nanoTime() > 0) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    void resume() {
        long root = Manifest.read(directory).pid();
        List<Long> pids = living();
        if (!pids.contains(root)) {
            throw new CheckpointException(CheckpointFault.NO_SUCH_PROCESS, "process " + root + " has gone");
        }
        try {
            // A tool that leaves processes stopped leaves their connections in repair mode, and packets are kept away.
            new Aftercare(config, root, directory).give(true);
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.OTHER, "process " + root + " cannot be continued: " + e, null, e);
        }
        Path kill = Programs.find("kill")
                .orElseThrow(() -> new CheckpointException(CheckpointFault.OTHER, "no kill on PATH: install procps"));
        List<String> command = new ArrayList<>(List.of(kill.toString(), "-CONT"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        try {
            Path output = Files.createTempFile("dunlin-kill", ".log");
            try {
                ToolRun run = ToolRun.of(command, output, false, DEADLINE);
                if (!run.isWell()) {
                    throw new CheckpointException(
                            CheckpointFault.OTHER, "process " + root + " cannot be continued: " + run.output());
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new CheckpointException(CheckpointFault.OTHER, "process " + root + " cannot be continued", null, e);
        }
    }

    void end() {
        Manifest.read(directory);
        living().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Those that still stand where they were stopped: a number may have been given to another since. */
    private List<Long> living() {
        return Images.pids(directory).stream()
                .filter(pid -> new Proc(pid).state().equals(STILL))
                .toList();
    }
}
