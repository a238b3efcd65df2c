package dev.dunlin.criu;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CriuConfig.Verification;
import dev.dunlin.criu.EngineCommands.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One thawing of a container by its engine's own command, after a comparison with the manifest. For one thread, once. */
final class ContainerThaw {

    private static final String OUTPUT = "restore-output.log";
    private static final Path NOWHERE = Path.of("/dev/null");

    private final CriuConfig config;
    private final Path directory;

    ContainerThaw(CriuConfig config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    PhaseTimes run() {
        long begun = System.nanoTime();
        if (config.verification() != Verification.NONE) {
            Manifest manifest = Manifest.read(directory);
            manifest.verifyImages(directory);
            manifest.verifyFiles();
        }
        ContainerNote note = ContainerNote.read(directory);
        EngineCommands engine = new EngineCommands(config, note.container());
        makeWay(engine, note.container());
        Duration verified = Duration.ofNanos(System.nanoTime() - begun);
        ToolRun run = engine.run(
                engine.arguments().restore(directory, directory, note.label(), note.id()),
                note.container().engine() == Engine.RUNC ? NOWHERE : directory.resolve(OUTPUT),
                config.deadline());
        if (!run.isWell()) {
            throw failed(run, note.container());
        }
        return new PhaseTimes(List.of(new Phase("verify", verified, true), new Phase("engine", run.wall(), true)));
    }

    /** The name must be free; podman keeps that of a container that has ended, which is then removed. */
    private void makeWay(EngineCommands engine, Container container) {
        Optional<State> state = engine.state();
        if (state.map(State::runs).orElse(false)) {
            throw new CheckpointException(
                    CheckpointFault.PID_TAKEN,
                    container + " runs, as process " + state.get().pid());
        }
        if (state.isPresent() && container.engine() == Engine.PODMAN) {
            ToolRun removed = engine.run(engine.arguments().remove(), directory.resolve(OUTPUT), config.deadline());
            if (!removed.isWell()) {
                throw failed(removed, container);
            }
        }
    }

    private CheckpointException failed(ToolRun run, Container container) {
        Path own = directory.resolve(CriuArguments.RESTORE_LOG);
        Path log = Files.exists(own) ? own : directory.resolve(OUTPUT);
        if (run.late()) {
            return new CheckpointException(
                    CheckpointFault.TIMED_OUT, container + " is not restored after " + config.deadline(), log, null);
        }
        Diagnosis diagnosis = Diagnosis.of(
                Diagnosis.Task.RESTORE,
                true,
                run.exitCode(),
                ToolRun.tail(log) + "\n" + run.output() + ToolRun.tail(directory.resolve(EngineArguments.LOG)));
        return new CheckpointException(
                diagnosis.fault(), container + " cannot be restored: " + diagnosis.line(), log, null);
    }
}
