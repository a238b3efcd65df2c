package dev.dunlin.cli;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.CriuConfig.Verification;
import dev.dunlin.criu.Manifest;
import dev.dunlin.criu.Restored;
import dev.dunlin.criu.UsageWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin restore}: thaws a process from disk. */
@Command(
        name = "restore",
        description = {
            "Thaws what `dunlin checkpoint` froze, after a comparison with its manifest; writes how long each part took.",
            "Then waits until the process ends; a signal meanwhile ends it."
        })
final class RestoreCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration USAGE_LOOK = Duration.ofMillis(20);
    private static final Duration BESIDE = Duration.ofSeconds(1);

    private final Stdio stdio;
    private final Signals signals;

    @Parameters(paramLabel = "DIR", description = "Where the images are.")
    private @Nullable Path directory;

    @Option(names = "--detach", description = "Do not wait for its end.")
    private boolean detach;

    @Option(
            names = "--verify",
            paramLabel = "WHAT",
            defaultValue = "all",
            description = {
                "What is compared with the manifest; ${DEFAULT-VALUE} by default.",
                "  all     the images, and the files that the process maps or reads",
                "  images  the images alone",
                "  none    nothing"
            })
    private String verify = "all";

    @Option(names = "--force", description = "Try it although the processor or criu is another.")
    private boolean force;

    @Option(
            names = "--new-pid-namespace",
            description = "Thaw it in a pid namespace of its own, as where its pid is taken. It has another one here.")
    private boolean newPidNamespace;

    @Option(
            names = "--usage",
            description =
                    "Also write what it uses in the first second after: processor, memory, network, block devices.")
    private boolean usage;

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    @Mixin
    private CriuOptions criu = new CriuOptions();

    RestoreCommand(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        if (directory == null) {
            throw new IllegalArgumentException("name a directory");
        }
        CriuConfig config = criu.config(verification(), force);
        CriuCheckpointer checkpointer = new CriuCheckpointer(config);
        long pid = 0;
        PhaseTimes times;
        if (newPidNamespace) {
            Restored restored = checkpointer.restoreInNewPidNamespace(directory);
            times = restored.times();
            pid = restored.pid();
        } else {
            times = checkpointer.restore(directory);
            if (Files.exists(directory.resolve(Manifest.FILE))) {
                pid = Manifest.read(directory).pid();
            }
        }
        List<UsageWatch.Stage> stages = usage
                ? watched(config, newPidNamespace ? new Target.ProcessTree(pid) : CriuCheckpointer.target(directory))
                : List.of();
        if (json) {
            stdio.out()
                    .printLine(PhaseLines.object(times)
                            .put("pid", pid)
                            .putObjects("usage", UsageLines.objects(stages))
                            .toString());
        } else {
            PhaseLines.table(times).forEach(stdio.out()::printLine);
            UsageLines.table(stages).forEach(stdio.out()::printLine);
        }
        if (newPidNamespace && detach) {
            stdio.say("it is process " + pid + " here");
        }
        if (!detach && pid != 0) {
            await(pid);
        }
        return ExitCode.OK;
    }

    private List<UsageWatch.Stage> watched(CriuConfig config, Target restored) {
        try (UsageWatch watch = new UsageWatch(config, restored, "after", USAGE_LOOK)) {
            signals.await(BESIDE);
            return watch.stages();
        }
    }

    private void await(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return;
        }
        stdio.say("process " + pid + " goes on; Ctrl-C ends it");
        signals.onStop(() -> process.get().destroy());
        // Nobody tells of the end of a process that is not a child of one's own.
        boolean asked = false;
        while (process.get().isAlive() && !asked) {
            asked = signals.await(LOOK);
        }
    }

    private Verification verification() {
        return switch (verify) {
            case "all" -> Verification.ALL;
            case "images" -> Verification.IMAGES;
            case "none" -> Verification.NONE;
            default -> throw new IllegalArgumentException("--verify " + verify + ": write all, images or none");
        };
    }
}
