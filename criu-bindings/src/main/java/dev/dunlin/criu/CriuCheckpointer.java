package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Freezes and thaws processes with the {@code criu} binary, by its command line (criu(8)). A frozen process is on disk when
 * its {@link Manifest} is; before it is thawed, the images, and the files that it maps or reads, are compared with that.
 *
 * <p>Safe for use by any thread. Each call blocks until the tool has ended, at most for the configured deadline and the time
 * it takes to read what it wrote.
 */
public final class CriuCheckpointer implements Checkpointer {

    private final CriuConfig config;
    private final Examination examination;

    /** Creates one with the defaults of {@link CriuConfig#builder()}. */
    public CriuCheckpointer() {
        this(CriuConfig.builder().build());
    }

    /**
     * Creates one.
     *
     * @param config how the tool is driven
     */
    public CriuCheckpointer(CriuConfig config) {
        this.config = Objects.requireNonNull(config, "config");
        this.examination = new Examination(config);
    }

    /** How the tool is driven. */
    public CriuConfig config() {
        return config;
    }

    @Override
    public Verdict verdict(Target target) {
        return examination.of(target);
    }

    /**
     * Whether anything could be frozen here at all: tool, kernel, privileges. Changes nothing.
     */
    public Verdict verdict() {
        return examination.ofThisMachine();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CheckpointException with the cause, the mend and the log
     */
    @Override
    public Checkpoint checkpoint(Target target, Path directory, Afterwards afterwards) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(afterwards, "afterwards");
        examination.require(target);
        if (target instanceof Target.Container container) {
            return new ContainerFreeze(config, container).run(directory, afterwards);
        }
        long pid = ((Target.ProcessTree) target).pid();
        return new Freeze(config, pid, ImageDirectory.prepare(directory), afterwards).run();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CheckpointException with the cause, the mend and the log
     */
    @Override
    public PhaseTimes restore(Path directory) {
        Path images = ImageDirectory.existing(directory);
        return ContainerNote.isIn(images) ? new ContainerThaw(config, images).run() : new Thaw(config, images).run();
    }

    /**
     * Thaws processes in a pid namespace of their own: there they have the numbers that they had, whoever has these here. They
     * see a {@code /proc} of their own, in mounts that are a copy of those of this process. The tool stays as the first process
     * of the namespace, and ends when they have.
     *
     * @param directory where their images are
     * @return the root's number as seen from here
     * @throws CheckpointException with the cause, the mend and the log; REFUSED for a container, which has a namespace of its own
     */
    public Restored restoreInNewPidNamespace(Path directory) {
        Path images = ImageDirectory.existing(directory);
        if (ContainerNote.isIn(images)) {
            throw new CheckpointException(
                    CheckpointFault.REFUSED,
                    images + " holds a container, which has a pid namespace of its own: restore it without this");
        }
        return new Thaw(config, images).runApart();
    }

    /**
     * What a checkpoint is of.
     *
     * @param directory where its images are
     * @throws CheckpointException if there is no checkpoint
     */
    public static Target target(Path directory) {
        Path images = ImageDirectory.existing(directory);
        return ContainerNote.isIn(images)
                ? ContainerNote.read(images).container()
                : new Target.ProcessTree(Manifest.read(images).pid());
    }

    /**
     * Lets a process go on that was left {@linkplain Afterwards#STOPPED stopped}: its packets pass again, and it is told to
     * continue. Its checkpoint stays.
     *
     * @param directory where its images are
     * @throws CheckpointException if there is no checkpoint, or the process has gone
     */
    public void resume(Path directory) {
        new Stopped(config, ImageDirectory.existing(directory)).resume();
    }

    /**
     * Ends a process that was left {@linkplain Afterwards#STOPPED stopped}, without a word to it. Its checkpoint stays, and so
     * does what keeps packets away from its connections, until it is restored.
     *
     * @param directory where its images are
     * @throws CheckpointException if there is no checkpoint
     */
    public void end(Path directory) {
        new Stopped(config, ImageDirectory.existing(directory)).end();
    }
}
