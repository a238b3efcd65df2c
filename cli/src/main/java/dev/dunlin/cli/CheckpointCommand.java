package dev.dunlin.cli;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.UsageWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin checkpoint}: freezes a process to disk. */
@Command(
        name = "checkpoint",
        description = {
            "Freezes a process and all its descendants, or a container, to disk, with CRIU; writes how long each part took.",
            "If that fails, it runs on as if nothing had been asked. `dunlin restore` thaws it."
        })
final class CheckpointCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration BESIDE = Duration.ofSeconds(1);

    private final Stdio stdio;
    private final Signals signals;

    @Parameters(paramLabel = "TARGET", description = FrozenTargets.DESCRIPTION)
    private @Nullable String target;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "Where its images go: a directory that nobody else can write; made if it does not exist.")
    private @Nullable Path directory;

    @Option(
            names = "--leave",
            paramLabel = "STATE",
            defaultValue = "ended",
            description = "What becomes of it: running, stopped or ended. ${DEFAULT-VALUE} by default.")
    private String leave = "ended";

    @Option(
            names = "--usage",
            description =
                    "Also write what it uses before, during and after: processor, memory, network, block devices.")
    private boolean usage;

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    @Mixin
    private CriuOptions criu = new CriuOptions();

    CheckpointCommand(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        if (target == null || directory == null) {
            throw new IllegalArgumentException("name a target and --to DIR");
        }
        CriuConfig config = criu.config();
        Target asked = FrozenTargets.parse(target);
        List<UsageWatch.Stage> stages = new ArrayList<>();
        Checkpoint checkpoint = usage
                ? watched(config, asked, directory, stages)
                : new CriuCheckpointer(config).checkpoint(asked, directory, afterwards());
        if (json) {
            stdio.out()
                    .printLine(PhaseLines.object(checkpoint.times())
                            .put("directory", checkpoint.directory().toString())
                            .put("taken", checkpoint.taken().toString())
                            .putObjects("usage", UsageLines.objects(stages))
                            .toString());
        } else {
            PhaseLines.table(checkpoint.times()).forEach(stdio.out()::printLine);
            UsageLines.table(stages).forEach(stdio.out()::printLine);
            stdio.say(target + " is in " + checkpoint.directory());
        }
        return ExitCode.OK;
    }

    private Checkpoint watched(CriuConfig config, Target asked, Path images, List<UsageWatch.Stage> stages) {
        try (UsageWatch watch = new UsageWatch(config, asked, "before", LOOK)) {
            signals.await(BESIDE);
            watch.stage("during");
            Checkpoint checkpoint = new CriuCheckpointer(config).checkpoint(asked, images, afterwards());
            if (afterwards() == Afterwards.RUNNING) {
                watch.stage("after");
                signals.await(BESIDE);
            }
            stages.addAll(watch.stages());
            return checkpoint;
        }
    }

    private Afterwards afterwards() {
        return switch (leave) {
            case "running" -> Afterwards.RUNNING;
            case "stopped" -> Afterwards.STOPPED;
            case "ended" -> Afterwards.ENDED;
            default -> throw new IllegalArgumentException("--leave " + leave + ": write running, stopped or ended");
        };
    }
}
