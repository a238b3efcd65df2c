package dev.dunlin.cli;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.move.ClientProbe;
import dev.dunlin.criu.move.ClientView;
import dev.dunlin.criu.move.FailedMove;
import dev.dunlin.criu.move.Migration;
import dev.dunlin.criu.move.MigrationConfig;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import dev.dunlin.criu.move.MoveOutcome;
import dev.dunlin.criu.move.MoveReport;
import dev.dunlin.environment.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin migrate}: moves a running process or container to another host. */
@Command(
        name = "migrate",
        description = {
            "Moves a running process, with its descendants, or a container, to a host where `dunlin receive` runs.",
            "If anything fails, it runs on here. It never runs on both."
        })
final class Migrate implements Callable<Integer> {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Stdio stdio;

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "The process: its pid. Or a container: podman:NAME or runc:NAME, with stop-and-copy alone.")
    private String target = "";

    @Option(names = "--to", paramLabel = "URI", required = true, description = "Where `dunlin receive` listens.")
    private String to = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description =
                    "stop-and-copy, post-copy, pre-copy or auto, which chooses by the memory and the measured rate of the"
                            + " link; ${DEFAULT-VALUE} by default.")
    private Mode mode = Mode.AUTO;

    @Option(
            names = "--address",
            paramLabel = "CIDR",
            description = "An address of IPv4 that goes with it, as 192.0.2.7/24: its connections stay.")
    private @Nullable String address;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "The interface that has that address, on both hosts, as eth0.")
    private @Nullable String device;

    @Mixin
    private MovePlace place = new MovePlace();

    @Option(
            names = "--patience",
            paramLabel = "SPAN",
            defaultValue = "10s",
            description = "How long a target that is not heard of is waited for; ${DEFAULT-VALUE} by default.")
    private Duration patience = MigrationConfig.USUAL_PATIENCE;

    @Option(
            names = "--dump-deadline",
            paramLabel = "SPAN",
            defaultValue = "5m",
            description =
                    "How long criu may take to write the stopped process down, before it is ended and the process runs on"
                            + " here; ${DEFAULT-VALUE} by default.")
    private Duration dumpDeadline = MigrationConfig.USUAL_DUMP_DEADLINE;

    @Option(
            names = "--force",
            description = "Even if the hosts differ in criu, kernel or machine, or in files of the process.")
    private boolean force;

    @Option(
            names = "--ship-files",
            description =
                    "Send executable, libraries and jars along that the target does not have. What it has and is another is"
                            + " replaced with --force alone.")
    private boolean shipFiles;

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw what was done when into a file, as SVG.")
    private @Nullable Path picture;

    @Option(
            names = "--probe",
            paramLabel = "URI",
            description = {
                "Be a client of the Dunlin broker at this address meanwhile, as tcp://192.0.2.7:7400, and report the longest time"
                        + " without an answer beside the downtime. It publishes to the topic " + ClientProbe.TOPIC
                        + " each millisecond; what is no Dunlin broker cannot be asked.",
                "The connection comes from another address of this host if that is one of its own, or with"
                        + " ?from=ADDRESS from that. A probe that fails is a note of the report."
            })
    private @Nullable String probed;

    @Option(
            names = "--settle",
            paramLabel = "ID",
            description = "Move nothing: ask the target what became of a migration that was left in doubt, and end or"
                    + " continue the process here accordingly.")
    private @Nullable UUID settled;

    @Option(names = "--verbose", description = "Say on standard error what is done.")
    private boolean verbose;

    Migrate(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        MigrationConfig config = config(FrozenTargets.parse(target))
                .withMode(mode)
                .withForce(force)
                .withShipFiles(shipFiles)
                .withPatience(patience)
                .withDumpDeadline(dumpDeadline);
        if (address != null && device != null) {
            config = config.withAddress(address, device);
        } else if (address != null || device != null) {
            throw new IllegalArgumentException("--address and --device: give both, or neither");
        }
        SentBytes sent = new SentBytes(stdio, System::nanoTime);
        if (verbose) {
            config = config.withTold(sent::say);
        }
        if (settled != null) {
            boolean there = Migration.settle(config, settled);
            stdio.out().printLine(there ? "it runs there, and is ended here" : "it runs on here");
            stdio.out().flush();
            return ExitCode.OK;
        }
        MoveOutcome outcome;
        try {
            outcome = attempt(config.withSent(sent));
        } finally {
            sent.clear();
        }
        if (outcome instanceof MoveReport report) {
            write(report);
            draw(report);
        } else if (outcome instanceof FailedMove failed) {
            write(failed);
            throw failed.cause();
        }
        return ExitCode.OK;
    }

    private MoveOutcome attempt(MigrationConfig config) {
        if (probed == null) {
            return Migration.attempt(config);
        }
        URI broker = Server.uri(probed);
        Logs.leaveConnectionsToTheCommand();
        try (ClientProbe probe = ClientProbe.start(broker, Environment.system())) {
            MoveOutcome outcome = Migration.attempt(config);
            return outcome instanceof MoveReport report ? probe.end(report) : outcome;
        }
    }

    private MigrationConfig config(Target asked) {
        Path images = place.directory("migrate");
        return asked instanceof Target.Container container
                ? MigrationConfig.of(container, Server.uri(to), place.criu(), images)
                : MigrationConfig.of(((Target.ProcessTree) asked).pid(), Server.uri(to), place.criu(), images);
    }

    private void write(FailedMove failed) {
        if (json) {
            stdio.out().printLine(failed.toJson());
        } else {
            row("failed in: " + failed.phase(), failed.took());
            row("stood still", failed.stoodStill());
            stdio.out().printLine(whereItLives(failed));
        }
        stdio.out().flush();
    }

    private static String whereItLives(FailedMove failed) {
        if (failed.place() == FailedMove.Place.IN_DOUBT) {
            return "it is stopped here, in doubt: settle it with --settle " + failed.id();
        }
        return failed.stoodStill().isZero() ? "nothing was stopped here" : "it runs on here";
    }

    private void draw(MoveReport report) {
        if (picture != null) {
            try {
                Files.writeString(picture, report.toSvg());
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.OUTPUT, "--svg=" + picture + ": cannot be written: " + e.getMessage());
            }
        }
    }

    private void write(MoveReport report) {
        if (json) {
            stdio.out().printLine(report.toJson());
        } else {
            for (PhaseTimes.Phase phase : report.times().phases()) {
                row(phase.name() + (phase.down() ? "" : " (runs)"), phase.duration());
            }
            row("stood still", report.downtime());
            ClientView seen = report.client();
            if (seen != null) {
                row("a client waited", seen.gap());
                row("more than it stood still", seen.beyond(report.downtime()));
            }
            stdio.out()
                    .printLine(String.format(
                            Locale.ROOT,
                            "%s, %d bytes sent at %.1f MB/s, %d of them while it stood still; the link does %.1f MB/s",
                            report.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            report.bytes(),
                            report.sentBytesPerSecond() / 1e6,
                            report.stoppedBytes(),
                            report.linkBytesPerSecond() / 1e6));
            report.notes().forEach(note -> stdio.out().printLine(note));
        }
        stdio.out().flush();
    }

    private void row(String name, Duration took) {
        stdio.out().printLine(String.format(Locale.ROOT, "%-28s %10.1f ms", name, took.toNanos() / NANOS_PER_MILLI));
    }

    /**
     * Reads a mode.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Mode mode(String text) {
        try {
            return Mode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\": write stop-and-copy, post-copy, pre-copy or auto", e);
        }
    }
}
