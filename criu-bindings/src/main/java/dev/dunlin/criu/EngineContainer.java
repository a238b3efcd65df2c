package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A container as its engine tells of it, and what those who move it have the engine do. For one thread. */
public final class EngineContainer {

    private static final Path NOWHERE = Path.of("/dev/null");
    private static final Duration REMOVING = Duration.ofMinutes(1);

    private final Container container;
    private final EngineCommands engine;

    /**
     * A container that is there.
     *
     * @param pid of its first process, as seen from here; 0 if it does not run
     * @param id what its engine calls it; of runc, where its bundle is
     * @param runs whether it does
     */
    public record Standing(long pid, String id, boolean runs) {}

    /**
     * Creates one; asks nothing yet.
     *
     * @param config how the engine is called and the tool is driven
     */
    public EngineContainer(CriuConfig config, Container container) {
        this.container = container;
        this.engine = new EngineCommands(config, container);
    }

    /** Which it is. */
    public Container container() {
        return container;
    }

    /**
     * What the engine is: its version, and of podman what runs its containers.
     *
     * @throws CheckpointException ENGINE_MISSING if there is none
     */
    public String version() {
        return engine.version()
                .orElseThrow(() -> new CheckpointException(
                        CheckpointFault.ENGINE_MISSING, container.engine() + " does not say which version it is"));
    }

    /** How it stands; empty if there is none of the name. */
    public Optional<Standing> standing() {
        return engine.state().map(state -> new Standing(state.pid(), state.id(), state.runs()));
    }

    /** The name of the image that podman made it of; empty of other engines. */
    public String image() {
        return container.engine() == Engine.PODMAN
                ? engine.ask(engine.arguments().image()).output().strip()
                : "";
    }

    /** Whether podman has an image of that name; an engine that needs none has any. */
    public boolean hasImage(String image) {
        return image.isEmpty() || engine.ask(engine.arguments().hasImage(image)).isWell();
    }

    /**
     * What writes it down and leaves it as it stands, frozen too; to be started.
     *
     * @param images where its images go; podman's are one archive, which is whole only at the end
     * @param work where the tool logs
     * @param output what it says
     */
    public ProcessBuilder checkpoint(Path images, Path work, Path output) {
        ProcessBuilder builder = new ProcessBuilder(engine.arguments().checkpoint(images, work, "", true))
                .redirectInput(NOWHERE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(engine.path());
        return builder;
    }

    /**
     * What a checkpoint has failed of.
     *
     * @param exitCode how it ended
     * @param log what it said, and after that what the tool did
     */
    public CheckpointException notFrozen(int exitCode, Path log) {
        Diagnosis diagnosis = Diagnosis.of(Diagnosis.Task.DUMP, true, exitCode, ToolRun.tail(log));
        return new CheckpointException(
                diagnosis.fault(), container + " cannot be frozen: " + diagnosis.line(), log, null);
    }

    /**
     * Brings it back, as it stood when it was written down.
     *
     * @param images where they are
     * @param work where the engine and the tool log
     * @param bundle where runc finds its root and configuration
     * @throws CheckpointException with the cause
     */
    public void restore(Path images, Path work, String bundle, Duration deadline) {
        Path said = work.resolve("restore-output.log");
        // Whatever runc writes to is the container's for as long as it runs.
        ToolRun run = engine.run(
                engine.arguments().restore(images, work, "", bundle),
                container.engine() == Engine.RUNC ? NOWHERE : said,
                deadline);
        if (run.isWell()) {
            return;
        }
        File own = work.resolve(CriuArguments.RESTORE_LOG).toFile();
        Path log = own.exists() ? own.toPath() : container.engine() == Engine.RUNC ? work.resolve("engine.log") : said;
        if (run.late()) {
            throw new CheckpointException(
                    CheckpointFault.TIMED_OUT, container + " is not restored after " + deadline, log, null);
        }
        String text = ToolRun.tail(log) + "\n" + run.output() + ToolRun.tail(work.resolve(EngineArguments.LOG));
        Diagnosis diagnosis = Diagnosis.of(Diagnosis.Task.RESTORE, true, run.exitCode(), text);
        throw new CheckpointException(
                diagnosis.fault(), container + " cannot be restored: " + diagnosis.line(), log, null);
    }

    /**
     * Ends it by force and removes it; nothing of it runs on.
     *
     * @param id what its engine calls it
     * @return what the engine complains of; empty if it does not
     */
    public Optional<String> remove(String id) {
        ToolRun run = engine.ask(engine.arguments().end(id), REMOVING);
        return run.isWell() ? Optional.empty() : Optional.of(run.output().strip());
    }
}
