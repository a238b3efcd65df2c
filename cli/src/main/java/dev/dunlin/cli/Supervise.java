package dev.dunlin.cli;

import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.supervise.Supervisor;
import dev.dunlin.criu.supervise.SupervisorConfig;
import dev.dunlin.criu.supervise.SupervisorEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin supervise}: a command that goes on from its last checkpoint when it dies. */
@Command(
        name = "supervise",
        description = {
            "Runs a command, checkpoints it as it runs, and when it dies restores the newest checkpoint that can be restored,"
                    + " an older one if that cannot, or starts it anew; says which. Ends with 0 when the command does.",
            "Its output is appended to DIR/output. What it did since its last checkpoint it does again."
        })
final class Supervise implements Callable<Integer> {

    private static final Duration ALERT_TIMEOUT = Duration.ofMinutes(1);

    private final Stdio stdio;
    private final Signals signals;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The program and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description =
                    "Where checkpoints and output go: a directory that nobody else can write; made if it does not exist.")
    private @Nullable Path directory;

    @Option(
            names = "--every",
            paramLabel = "SPAN",
            defaultValue = "10s",
            description = "How long it runs between two checkpoints; ${DEFAULT-VALUE} by default.")
    private Duration every = Duration.ofSeconds(10);

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many checkpoints are kept; ${DEFAULT-VALUE} by default.")
    private int keep = 3;

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            defaultValue = "4GiB",
            description =
                    "How much they may take together; ${DEFAULT-VALUE} by default. The newest is kept whatever it takes.")
    private Size maxBytes = Size.parse("4GiB");

    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description =
                    "How long DIR/output may be; ${DEFAULT-VALUE} by default. Then it becomes DIR/output.1, and begins again.")
    private Size maxOutput = Size.parse("64MiB");

    @Option(
            names = "--max-restarts",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often in a row it is started again without a checkpoint in between; ${DEFAULT-VALUE} by default.")
    private int maxRestarts = 5;

    @Option(names = "--resume", description = "Begin from the newest checkpoint in DIR.")
    private boolean resume;

    @Option(
            names = "--alert",
            paramLabel = "COMMAND",
            description =
                    "What to run, by a shell, when it has died, cannot be checkpointed or restored, or is given up; is given"
                            + " the event and its words as arguments.")
    private @Nullable String alert;

    @Mixin
    private CriuOptions criu = new CriuOptions();

    Supervise(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        if (directory == null) {
            throw new IllegalArgumentException("name --dir DIR");
        }
        SupervisorConfig config = SupervisorConfig.of(directory, command)
                .withEvery(every)
                .withKept(keep, maxBytes.bytes())
                .withMaxOutputBytes(maxOutput.bytes())
                .withMaxRestarts(maxRestarts)
                .withResume(resume);
        Supervisor supervisor = new Supervisor(config, new CriuCheckpointer(criu.config()), this::tell);
        boolean[] stopped = new boolean[1];
        signals.onStop(() -> {
            stopped[0] = true;
            supervisor.stop();
        });
        return supervisor.run() || stopped[0] ? ExitCode.OK : ExitCode.TRY_AGAIN;
    }

    private void tell(SupervisorEvent event) {
        stdio.say(words(event));
        if (isAlarming(event) && alert != null) {
            alert(alert, event);
        }
    }

    private static boolean isAlarming(SupervisorEvent event) {
        return event instanceof SupervisorEvent.Died
                || event instanceof SupervisorEvent.NotCheckpointed
                || event instanceof SupervisorEvent.NotRestored
                || event instanceof SupervisorEvent.GivenUp;
    }

    private void alert(String line, SupervisorEvent event) {
        try {
            Process process = AlertProcess.start(line, event.getClass().getSimpleName(), words(event), "1");
            if (!process.waitFor(ALERT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                stdio.say("the alert command was ended after " + Durations.format(ALERT_TIMEOUT) + ": " + line);
            }
        } catch (IOException e) {
            stdio.say("the alert command cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What happened, in words. */
    static String words(SupervisorEvent event) {
        if (event instanceof SupervisorEvent.Started started) {
            return "started, process " + started.pid();
        } else if (event instanceof SupervisorEvent.Checkpointed taken) {
            return "checkpointed in " + taken.directory() + ", stood still for "
                    + taken.stoodStill().toMillis() + " ms";
        } else if (event instanceof SupervisorEvent.NotCheckpointed not) {
            return "not checkpointed, goes on: " + not.why();
        } else if (event instanceof SupervisorEvent.Removed removed) {
            return "removed " + removed.directory();
        } else if (event instanceof SupervisorEvent.Died died) {
            return "has died: " + died.how();
        } else if (event instanceof SupervisorEvent.Restored restored) {
            return "goes on from " + restored.directory() + ", taken "
                    + restored.age().toMillis() + " ms ago";
        } else if (event instanceof SupervisorEvent.NotRestored not) {
            return "not restored from " + not.directory() + ": " + not.why();
        } else if (event instanceof SupervisorEvent.GivenUp up) {
            return "given up after " + up.restarts() + " restarts without a checkpoint in between";
        }
        return "has ended with status 0";
    }
}
