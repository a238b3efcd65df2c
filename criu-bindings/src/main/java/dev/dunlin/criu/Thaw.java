package dev.dunlin.criu;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.criu.CriuConfig.Verification;
import dev.dunlin.criu.image.Images;
import dev.dunlin.criu.image.MalformedImageException;
import dev.dunlin.criu.image.RestoreStatistics;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thawing of a process tree: the manifest is verified, then {@code criu restore} runs. If it fails, what it has begun to
 * make is ended. For one thread, once.
 */
final class Thaw {

    private static final String OUTPUT = "restore-output.log";
    private static final int SIGNALLED = 128;
    private static final long REAPING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final CriuConfig config;
    private final Path directory;

    Thaw(CriuConfig config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    PhaseTimes run() {
        long begun = System.nanoTime();
        Manifest manifest = compared();
        awaitNumbers();
        Duration before = Duration.ofNanos(System.nanoTime() - begun);
        Instant start = Instant.now();
        ToolRun restore;
        try {
            restore = manifest == null ? restore(config, () -> false) : restoreVerified(manifest);
        } catch (CheckpointException e) {
            endRemains(start);
            throw e;
        }
        if (!restore.isWell()) {
            CheckpointException failure = failed(restore);
            endRemains(start);
            unlockAfterKill(restore);
            throw failure;
        }
        return times(before, restore);
    }

    /** The same in a pid namespace of its own, where all numbers are free. */
    Restored runApart() {
        long begun = System.nanoTime();
        Manifest manifest = compared();
        Path unshare = Programs.find("unshare")
                .orElseThrow(() -> new CheckpointException(
                        CheckpointFault.UNSUPPORTED_RESOURCE, "no unshare on PATH: install util-linux"));
        Duration before = Duration.ofNanos(System.nanoTime() - begun);
        AtomicReference<Process> tool = new AtomicReference<>();
        try {
            ToolRun restore = restoreGated(
                    Gate.make(config.deadline()),
                    manifest == null ? () -> {} : () -> compareChecksums(manifest),
                    (gated, gate, needless) -> ToolRun.up(
                            CriuArguments.restoreApart(unshare, gated, directory),
                            directory.resolve(OUTPUT),
                            config.deadline(),
                            needless,
                            gate::isPassed,
                            tool::set));
            if (!restore.isWell()) {
                unlockAfterKill(restore);
                throw failed(restore);
            }
            return new Restored(rootWithin(Objects.requireNonNull(tool.get())), times(before, restore));
        } catch (CheckpointException e) {
            if (tool.get() != null) {
                ToolRun.kill(tool.get());
            }
            throw e;
        }
    }

    /** The number that the root has here; the last of its numbers is that which it has within. */
    private long rootWithin(Process tool) {
        String root = Long.toString(Images.pids(directory).get(0));
        return tool.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    String numbers = new Proc(pid).status().getOrDefault("NSpid", "");
                    return numbers.endsWith("\t" + root);
                })
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        CheckpointFault.NO_SUCH_PROCESS, "process " + root + " was restored, and has ended already"));
    }

    private PhaseTimes times(Duration before, ToolRun restore) {
        Duration inside = RestoreStatistics.read(directory).restore();
        Duration rest = restore.wall().minus(inside);
        return new PhaseTimes(List.of(
                new Phase("verify", before, true),
                new Phase("prepare", rest.isNegative() ? Duration.ZERO : rest, true),
                new Phase("restore", inside, true)));
    }

    /** What can be compared before the tool runs; null if nothing is to be. */
    private @Nullable Manifest compared() {
        if (config.verification() == Verification.NONE) {
            return null;
        }
        Manifest manifest = Manifest.read(directory);
        compareLengths(manifest);
        return manifest;
    }

    private void compareLengths(Manifest manifest) {
        if (!config.force()) {
            compare(manifest);
        }
        Comparison comparison = new Comparison(manifest);
        comparison.imageLengths(directory);
        if (config.verification() == Verification.ALL) {
            comparison.fileLengths();
        }
    }

    /** Compares checksums while the tool puts all in place; nothing runs before they are found right. */
    private ToolRun restoreVerified(Manifest manifest) {
        return restoreGated(
                Gate.make(), () -> compareChecksums(manifest), (gated, gate, needless) -> restore(gated, needless));
    }

    /** A run of the tool that stops at a gate, and is needless once it is known that that stays shut. */
    private interface GatedRun {

        ToolRun run(CriuConfig gated, Gate gate, BooleanSupplier needless) throws IOException;
    }

    private ToolRun restoreGated(Gate made, Runnable comparison, GatedRun run) {
        try (Gate gate = made) {
            Check check = Check.begin(comparison, gate);
            List<String> more = new ArrayList<>(config.more());
            more.addAll(gate.options());
            ToolRun restore = run.run(config.toBuilder().more(more).build(), gate, check::hasFailed);
            CheckpointException difference = check.await();
            if (difference != null) {
                throw difference;
            }
            return restore;
        } catch (IOException e) {
            throw new CheckpointException(CheckpointFault.OTHER, "the restore cannot be begun: " + e, null, e);
        }
    }

    private void compareChecksums(Manifest manifest) {
        Comparison comparison = new Comparison(manifest);
        comparison.images(directory);
        comparison.pages(directory);
        if (config.verification() == Verification.ALL) {
            comparison.files();
        }
    }

    /** The numbers that the processes had must be free; one that has just ended keeps its own until somebody has asked how. */
    private void awaitNumbers() {
        long end = System.nanoTime() + REAPING_NANOS;
        for (long pid : pids()) {
            Proc holder = new Proc(pid);
            while (holder.isZombie() && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (holder.exists()) {
                throw new CheckpointException(
                        CheckpointFault.PID_TAKEN,
                        "the pid " + pid + " is taken by " + String.join("", holder.lines("comm")));
            }
        }
    }

    /** What can be said before: the tool's version, the processor. */
    private void compare(Manifest manifest) {
        Manifest.Host there = manifest.host();
        Manifest.Host here = Machine.host(CriuVersion.known(config).orElse("unknown"));
        if (!there.architecture().equals(here.architecture())) {
            throw new CheckpointException(
                    CheckpointFault.OTHER_HOST,
                    "the images are for " + there.architecture() + ", and this is " + here.architecture());
        }
        if (!there.kernel().equals(here.kernel())) {
            throw new CheckpointException(
                    CheckpointFault.OTHER_HOST,
                    "the images were made on Linux " + there.kernel() + ", and this is Linux " + here.kernel()
                            + ", where they may be restored well, but nobody has said so: force it");
        }
        Set<String> missing = new TreeSet<>(there.processor());
        missing.removeAll(here.processor());
        if (!missing.isEmpty() && !here.processor().isEmpty()) {
            throw new CheckpointException(
                    CheckpointFault.OTHER_HOST, "this processor lacks " + String.join(", ", missing));
        }
        if (CriuVersion.isBefore(here.criu(), there.criu())) {
            throw new CheckpointException(
                    CheckpointFault.CRIU_TOO_OLD,
                    "the images were made by criu " + there.criu() + ", and this is criu " + here.criu());
        }
    }

    private ToolRun restore(CriuConfig how, BooleanSupplier needless) {
        try {
            Files.deleteIfExists(directory.resolve(RestoreStatistics.FILE));
            return ToolRun.of(
                    CriuArguments.restore(how, directory),
                    directory.resolve(OUTPUT),
                    config.shellJob(),
                    config.deadline(),
                    Map.of(),
                    needless);
        } catch (IOException e) {
            throw ToolRun.notStarted(config.binary(), e);
        }
    }

    private CheckpointException failed(ToolRun restore) {
        Path log = directory.resolve(CriuArguments.RESTORE_LOG);
        if (restore.late()) {
            return new CheckpointException(
                    CheckpointFault.TIMED_OUT,
                    "nothing is restored from " + directory + " after " + config.deadline() + "; criu was killed",
                    log,
                    null);
        }
        Diagnosis diagnosis = Diagnosis.of(
                Diagnosis.Task.RESTORE,
                config.verification() != Verification.NONE,
                restore.exitCode(),
                ToolRun.tail(log) + "\n" + restore.output());
        return new CheckpointException(
                diagnosis.fault(), directory + " cannot be restored: " + diagnosis.line(), log, null);
    }

    /** Ends the processes of the images that a killed tool has made and left half done; those from before it are others. */
    private void endRemains(Instant start) {
        List<ProcessHandle> remains = pids().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(handle -> handle.info()
                        .startInstant()
                        .map(made -> made.isAfter(start.minusSeconds(1)))
                        .orElse(false))
                .toList();
        ToolRun.end(remains);
    }

    /**
     * A tool that fails leaves the lock of the dump for another try. One that is killed has perhaps undone half of it, and nobody
     * would take away what is left.
     */
    private void unlockAfterKill(ToolRun restore) {
        if (restore.late() || restore.exitCode() > SIGNALLED) {
            NetworkLocks.runIdOf(directory)
                    .ifPresent(id ->
                            NetworkLocks.remove(id, ProcessHandle.current().pid()));
        }
    }

    /** The numbers of the processes; none where the images do not tell, of which the tool complains better. */
    private List<Long> pids() {
        try {
            return Images.pids(directory);
        } catch (MalformedImageException e) {
            return List.of();
        }
    }
}
