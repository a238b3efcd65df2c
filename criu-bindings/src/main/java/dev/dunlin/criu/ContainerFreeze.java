package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.EngineCommands.State;
import dev.dunlin.criu.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One freezing of a container by its engine's own command. Docker keeps the images itself; the manifest then guards them where
 * they are. For one thread, once.
 */
final class ContainerFreeze {

    private static final String OUTPUT = "dump-output.log";

    private final CriuConfig config;
    private final Container container;
    private final EngineCommands engine;

    ContainerFreeze(CriuConfig config, Container container) {
        this.config = config;
        this.container = container;
        this.engine = new EngineCommands(config, container);
    }

    Checkpoint run(Path place, Afterwards afterwards) {
        if (afterwards == Afterwards.STOPPED) {
            throw new CheckpointException(
                    CheckpointFault.REFUSED, container + " cannot be left stopped: leave it running or ended");
        }
        State state = engine.state()
                .filter(State::runs)
                .orElseThrow(
                        () -> new CheckpointException(CheckpointFault.NO_SUCH_PROCESS, container + " does not run"));
        Path directory = ImageDirectory.prepare(place);
        Instant taken = Instant.now();
        String label = container.engine() == Engine.DOCKER ? "dunlin-" + taken.toEpochMilli() : "";
        Path output = directory.resolve(OUTPUT);
        ToolRun run = engine.run(
                engine.arguments().checkpoint(directory, directory, label, afterwards == Afterwards.RUNNING),
                output,
                config.deadline());
        if (!run.isWell()) {
            throw failed(run, directory);
        }
        long begun = System.nanoTime();
        try {
            new ContainerNote(container, label, state.id()).write(directory);
            Manifest manifest = new Manifest(
                    state.pid(),
                    taken,
                    afterwards,
                    Machine.host(CriuVersion.ask(config).orElse("unknown")),
                    ImageDirectory.entries(directory),
                    ImageDirectory.pages(directory),
                    kept(label, state.id()));
            ManifestText.write(manifest, directory);
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.INCOMPLETE, "the manifest of " + container + " cannot be written: " + e, output, e);
        }
        Duration rest = Duration.ofNanos(System.nanoTime() - begun);
        return new Checkpoint(
                directory,
                container,
                taken,
                new PhaseTimes(List.of(
                        new Phase("engine", run.wall(), true),
                        new Phase("checksums and manifest", rest, afterwards != Afterwards.RUNNING))));
    }

    private CheckpointException failed(ToolRun run, Path directory) {
        Path log = Files.exists(directory.resolve(CriuArguments.DUMP_LOG))
                ? directory.resolve(CriuArguments.DUMP_LOG)
                : directory.resolve(OUTPUT);
        CheckpointException failure;
        if (run.late()) {
            failure = new CheckpointException(
                    CheckpointFault.TIMED_OUT, container + " is not frozen after " + config.deadline(), log, null);
        } else {
            Diagnosis diagnosis =
                    Diagnosis.of(Diagnosis.Task.DUMP, false, run.exitCode(), ToolRun.tail(log) + "\n" + run.output());
            failure = new CheckpointException(
                    diagnosis.fault(), container + " cannot be frozen: " + diagnosis.line(), log, null);
        }
        try {
            ImageDirectory.clear(directory);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** What docker keeps of the checkpoint; nothing of the others, or where its files are not ours to read. */
    private List<Entry> kept(String label, String id) throws IOException {
        if (container.engine() != Engine.DOCKER) {
            return List.of();
        }
        Path images = engine.daemon()
                .map(daemon -> daemon.root()
                        .resolve("containers")
                        .resolve(id)
                        .resolve("checkpoints")
                        .resolve(label))
                .orElse(Path.of("/nonexistent"));
        if (!Files.isDirectory(images)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(images)) {
            TreeSet<String> paths = new TreeSet<>();
            files.filter(Files::isRegularFile).forEach(file -> paths.add(file.toString()));
            return FilesInUse.entries(paths);
        }
    }
}
