package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.image.DumpStatistics;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One freezing of a process tree: {@code criu dump}, then the checksums, then the manifest. If anything fails, the images are
 * removed and the log stays; what a killed tool leaves behind is taken away. For one thread, once.
 */
final class Freeze {

    private static final String OUTPUT = "dump-output.log";
    private static final int SIGNALLED = 128;
    private static final long LITTLE_BYTES = 16 << 10;
    private static final Pattern VERSION = Pattern.compile("Version: (\\S+)");

    private final CriuConfig config;
    private final long pid;
    private final Path directory;
    private final Afterwards afterwards;

    Freeze(CriuConfig config, long pid, Path directory, Afterwards afterwards) {
        this.config = config;
        this.pid = pid;
        this.directory = directory;
        this.afterwards = afterwards;
    }

    Checkpoint run() {
        long begun = System.nanoTime();
        List<Proc> tree = Proc.tree(pid);
        CriuConfig locking = NetworkLocks.needed(config, tree);
        // What is mapped does not change while it is: it is read before, while the process runs.
        List<Entry> files = FilesInUse.entries(FilesInUse.of(tree));
        Duration before = Duration.ofNanos(System.nanoTime() - begun);
        GrowingImages images = GrowingImages.in(directory);
        Instant taken = Instant.now();
        ToolRun dump;
        try {
            dump = dump(locking);
        } catch (CheckpointException e) {
            images.abandon();
            throw e;
        }
        if (!dump.isWell()) {
            images.abandon();
            throw failed(dump);
        }
        begun = System.nanoTime();
        if (afterwards == Afterwards.STOPPED) {
            new Stopped(config, directory).await();
        }
        try {
            DumpStatistics statistics = DumpStatistics.read(directory);
            Manifest manifest = new Manifest(
                    pid,
                    taken,
                    afterwards,
                    Machine.host(version()),
                    ImageDirectory.entries(directory),
                    images.pages(),
                    files);
            ManifestText.write(manifest, directory);
            if (locking.networkLock() != CriuConfig.NetworkLock.NONE) {
                unlockNothing(manifest);
            }
            Duration manifestTime = Duration.ofNanos(System.nanoTime() - begun);
            return new Checkpoint(
                    directory,
                    new Target.ProcessTree(pid),
                    taken,
                    times(statistics, before, dump.wall(), manifestTime));
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private ToolRun dump(CriuConfig locking) {
        List<String> command = CriuArguments.dump(locking, pid, directory, afterwards);
        try {
            return ToolRun.of(command, directory.resolve(OUTPUT), config.shellJob(), config.deadline());
        } catch (IOException e) {
            throw ToolRun.notStarted(config.binary(), e);
        }
    }

    private CheckpointException failed(ToolRun dump) {
        Path log = directory.resolve(CriuArguments.DUMP_LOG);
        String text = ToolRun.tail(log) + "\n" + dump.output();
        CheckpointException failure;
        String who = "process " + pid;
        if (dump.late()) {
            failure = new CheckpointException(
                    CheckpointFault.TIMED_OUT,
                    who + " is not frozen after " + config.deadline() + "; criu was killed",
                    log,
                    null);
        } else {
            Diagnosis diagnosis = isFull(directory)
                    ? new Diagnosis(CheckpointFault.DISK_FULL, "no space is left in " + directory)
                    : Diagnosis.of(Diagnosis.Task.DUMP, false, dump.exitCode(), text);
            failure = new CheckpointException(
                    diagnosis.fault(), who + " cannot be frozen: " + diagnosis.line(), log, null);
        }
        clear(failure, dump.late() || dump.exitCode() > SIGNALLED);
        return failure;
    }

    /** The target is frozen, and perhaps ended, but what is on disk is not whole: the images stay for whoever can use them. */
    private CheckpointException unwritten(IOException e) {
        String text = String.valueOf(e.getMessage());
        CheckpointFault fault = text.contains("No space left") ? CheckpointFault.DISK_FULL : CheckpointFault.INCOMPLETE;
        return new CheckpointException(
                fault,
                "the manifest of process " + pid + " cannot be written: " + text,
                directory.resolve(CriuArguments.DUMP_LOG),
                e);
    }

    /** A full disk takes the log as well: then the log does not tell. */
    static boolean isFull(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < LITTLE_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    private void clear(CheckpointException failure, boolean broken) {
        try {
            new Aftercare(config, pid, directory).give(broken);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        try {
            ImageDirectory.clear(directory);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** The tool leaves a lock behind for a target that is to be restored, even if it has no connection that needs one. */
    private void unlockNothing(Manifest manifest) {
        boolean connections =
                manifest.images().stream().anyMatch(image -> image.path().startsWith("tcp-stream-"));
        if (!connections && afterwards != Afterwards.RUNNING) {
            NetworkLocks.runId(ToolRun.head(directory.resolve(CriuArguments.DUMP_LOG)))
                    .ifPresent(id -> NetworkLocks.remove(id, pid));
        }
    }

    private String version() {
        Matcher found = VERSION.matcher(ToolRun.head(directory.resolve(CriuArguments.DUMP_LOG)));
        return found.find() ? found.group(1) : CriuVersion.ask(config).orElse("unknown");
    }

    private PhaseTimes times(DumpStatistics statistics, Duration before, Duration wall, Duration manifest) {
        boolean stays = afterwards != Afterwards.RUNNING;
        Duration still = statistics.freezing().plus(statistics.frozen());
        Duration rest = wall.minus(still);
        return new PhaseTimes(List.of(
                new Phase("checksums of files", before, false),
                new Phase("prepare", rest.isNegative() ? Duration.ZERO : rest, false),
                new Phase("freeze", statistics.freezing(), true),
                new Phase("dump", statistics.frozen(), true),
                new Phase("checksums of images", manifest, stays)));
    }
}
