package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.NeededFiles;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import dev.dunlin.criu.system.PageSum;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves a process, or a container, to another host. Nothing is stopped before both hosts were found to fit; if anything fails, the process
 * runs on here; it never runs on both. For one thread, once.
 */
public final class Migration {

    /** What images need beside memory. */
    static final long MARGIN_BYTES = 16 << 20;

    private static final int PROBE_PIECE_BYTES = 256 << 10;

    /** Between two looks at what criu has written: criu needs the processor meanwhile. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What is being done after each moment. */
    private static final Map<String, String> PHASES = Map.of(
            "begin", "connect and measure",
            "probed", "copy while it runs",
            "copied", "make ready",
            "ready", "stop",
            "stopped", "dump and send",
            "dumped", "send the rest",
            "sent", "verify and restore",
            "held", "decide",
            "running", "end");

    private MigrationConfig config;
    private @Nullable ContainerDeparture container;
    private final UUID id = UUID.randomUUID();
    private final Timeline time;
    private final @Nullable ServiceAddress address;
    private final List<String> notes = new ArrayList<>();
    private long linkBytesPerSecond;
    private @Nullable Mode mode;
    private @Nullable HandOver handOver;
    private @Nullable ImageTail tail;

    private Migration(MigrationConfig config) {
        this.config = config;
        this.time = new Timeline(config.environment().clock());
        this.address = config.service();
    }

    /**
     * Moves a process; blocks until it runs there.
     *
     * @throws DunlinException with the cause and the mend. The process runs on here then, unless the reason is TIMED_OUT:
     *     the target was told to run it and has not answered, so that it stays stopped here until that is known
     */
    public static MoveReport run(MigrationConfig config) {
        MoveOutcome outcome = attempt(config);
        if (outcome instanceof FailedMove failed) {
            throw failed.cause();
        }
        return (MoveReport) outcome;
    }

    /** The same, and what there is to tell if it fails: in which part of it, why, and where the process lives. */
    public static MoveOutcome attempt(MigrationConfig config) {
        Migration migration = new Migration(config);
        try {
            return migration.run();
        } catch (IOException e) {
            return migration.failed(
                    new DunlinException(Reason.REJECTED, "the images cannot be kept or read: " + e.getMessage(), e));
        } catch (DunlinException e) {
            return migration.failed(e);
        }
    }

    private FailedMove failed(DunlinException cause) {
        long now = time.now();
        long back = time.has(Timeline.BACK) ? time.at(Timeline.BACK) : now;
        return new FailedMove(
                id,
                config.pid(),
                mode,
                PHASES.getOrDefault(time.last(), "begin"),
                handOver != null && handOver.inDoubt() ? FailedMove.Place.IN_DOUBT : FailedMove.Place.SOURCE,
                tail == null ? 0 : tail.bytes(),
                Duration.ofNanos(now),
                Duration.ofNanos(time.has("ready") ? back - time.at("ready") : 0),
                cause);
    }

    /**
     * Ends a doubt: asks the target what became of a migration, and does with the process here what follows: it is ended if it
     * runs there, else it goes on here.
     *
     * @param config as it was for the migration
     * @param id the migration
     * @return whether it runs there
     * @throws DunlinException UNREACHABLE if the target does not answer: all stays as it is
     */
    public static boolean settle(MigrationConfig config, UUID id) {
        try (TargetLine line = new TargetLine(config, id, 0, Map.of())) {
            MoveMessage.Welcome welcome = line.open();
            if (!welcome.state().settled()) {
                line.send(new MoveMessage.Abort("the source asked, and it was not running there"));
            }
            MoveMessage.Stands stands = line.settled(config.patience());
            boolean there = stands.state() == TargetState.RUNNING;
            if (config.container() != null) {
                ContainerDeparture.settle(config.container(), config, there);
                return there;
            }
            ServiceAddress address = config.service();
            letGo(config, id, there);
            Tool.signal(there ? "KILL" : "CONT", config.pid());
            if (address != null) {
                if (there) {
                    address.vanish(id);
                } else {
                    address.comeBack(id);
                }
            }
            return there;
        }
    }

    /** What criu has left of itself. One that serves memory still holds the process; where that runs, it is let serve. */
    private static void letGo(MigrationConfig config, UUID id, boolean there) {
        try {
            Leftovers leftovers =
                    Leftovers.kept(config.criu(), config.directory().resolve("move-" + id), config.pid());
            if (there) {
                leftovers.unlock();
            } else {
                LazyPages.endServers(config.pid());
                leftovers.release();
            }
            leftovers.forget();
        } catch (IOException e) {
            throw new DunlinException(
                    Reason.REJECTED, "what criu has left of itself cannot be found: " + e.getMessage(), e);
        }
    }

    private MoveReport run() throws IOException {
        time.mark("begin");
        Map<String, String> facts = new HashMap<>(MoveFacts.here(config.criu()));
        if (config.container() != null) {
            container = ContainerDeparture.of(config.container(), config);
            config = config.withPid(container.standing().pid());
            facts.putAll(container.facts(config.force()));
        }
        if (address != null) {
            facts.put(MoveFacts.ADDRESS, address.cidr());
            facts.put(MoveFacts.DEVICE, address.device());
        }
        long memoryBytes = memoryBytes();
        Path work = work();
        try (TargetLine line = new TargetLine(config, id, memoryBytes + MARGIN_BYTES, facts)) {
            MoveMessage.Welcome welcome = begin(line, facts);
            if (container == null) {
                requirePossible(line);
            }
            new FileCheck(config, line, work)
                    .require(welcome.facts(), container == null ? NeededFiles.of(config.pid()) : container.files());
            probe(line);
            Mode chosen = chosen(line, welcome, memoryBytes);
            mode = chosen;
            config.told().accept("mode " + chosen + " memoryBytes=" + memoryBytes);
            return move(line, work, chosen, FileSums.of(welcome.facts()), memoryBytes);
        } finally {
            Intake.removeTree(work);
        }
    }

    private Mode chosen(TargetLine line, MoveMessage.Welcome welcome, long memoryBytes) {
        if (container != null) {
            return Mode.STOP_AND_COPY;
        }
        try {
            return new ModeChoice(
                            memoryBytes,
                            linkBytesPerSecond,
                            LazyPages.obstacle(config.to(), memoryBytes),
                            PreCopy.obstacle(config, welcome, memoryBytes))
                    .of(config.mode());
        } catch (DunlinException e) {
            abort(line, e);
            throw e;
        }
    }

    private static void abort(TargetLine line, Exception why) {
        try {
            line.send(new MoveMessage.Abort(String.valueOf(why.getMessage())));
        } catch (DunlinException e) {
            why.addSuppressed(e);
        }
    }

    /** Asks for a verdict while the process runs. */
    private void requirePossible(TargetLine line) {
        CriuConfig criu = CriuConfig.builder()
                .binary(config.criu())
                .tcp(CriuConfig.Tcp.ESTABLISHED)
                .build();
        if (new CriuCheckpointer(criu).verdict(new Target.ProcessTree(config.pid()))
                instanceof Verdict.Refused refused) {
            String why = refused.obstacles().stream()
                    .map(finding -> finding.what() + ": " + finding.mend())
                    .collect(Collectors.joining("; "));
            line.send(new MoveMessage.Abort("the source cannot freeze it"));
            throw new CheckpointException(CheckpointFault.REFUSED, why);
        }
    }

    private MoveReport move(TargetLine line, Path work, Mode how, FileSums sums, long memoryBytes) throws IOException {
        PageIndex known = new PageIndex();
        Path images = Files.createDirectory(work.resolve("images"), OwnDirectory.OWN);
        LazyPages lazy = how == Mode.POST_COPY ? LazyPages.towards(config.to()) : null;
        try (Freeze freeze = freeze(work, lazy);
                ImageTail sending =
                        new ImageTail(images, container == null ? "*.img" : ContainerDeparture.IMAGES, sums, known)) {
            tail = sending;
            time.mark("probed");
            if (how == Mode.POST_COPY) {
                notes.add("both hosts had to live until the last of the memory had followed; it has");
            } else {
                sending.expect(memoryBytes);
            }
            if (how == Mode.PRE_COPY) {
                copyWhileItRuns(new PreCopy(config, line, images, sending, known), line);
            }
            time.mark("copied");
            HandOver moving = new HandOver(config, line, freeze, sending, time, address, id);
            handOver = moving;
            return moving.report(moving.run(), how, linkBytesPerSecond, notes);
        }
    }

    private Freeze freeze(Path work, @Nullable LazyPages lazy) {
        return container != null
                ? container.freeze(work, config)
                : new CriuFreeze(
                        config.criu(),
                        work,
                        config.pid(),
                        address,
                        lazy,
                        id,
                        config.dumpDeadline(),
                        config.environment().executor());
    }

    private static void copyWhileItRuns(PreCopy copy, TargetLine line) throws IOException {
        try {
            copy.run();
        } catch (IOException | RuntimeException e) {
            abort(line, e);
            throw e;
        }
    }

    private Path work() throws IOException {
        OwnDirectory.require(config.directory());
        return Files.createDirectory(config.directory().resolve("move-" + id), OwnDirectory.OWN);
    }

    private MoveMessage.Welcome begin(TargetLine line, Map<String, String> facts) {
        long asked = config.environment().clock().millis();
        MoveMessage.Welcome welcome = line.open();
        compareClocks(asked, welcome.facts().get(MoveFacts.CLOCK));
        if (welcome.state() != TargetState.RECEIVING) {
            MoveMessage.Stands stands = line.hear(TimeUnit.SECONDS.toNanos(1));
            throw line.gaveUp(stands == null ? welcome.state().name() : stands.detail());
        }
        if (container != null) {
            container.require(welcome.facts());
        }
        var mismatch = MoveFacts.mismatch(facts, welcome.facts());
        if (mismatch.isPresent() && !config.force()) {
            line.send(new MoveMessage.Abort(mismatch.get()));
            throw new CheckpointException(CheckpointFault.OTHER_HOST, mismatch.get());
        }
        return welcome;
    }

    private void compareClocks(long asked, @Nullable String there) {
        if (there != null && there.matches("\\d{1,18}")) {
            long heard = config.environment().clock().millis();
            ClockDifference.of(asked, Long.parseLong(there), heard).note().ifPresent(note -> {
                notes.add(note);
                config.told().accept("warning: " + note);
            });
        }
    }

    /** Measures the link, and has the code that is going to be needed compiled by the way. */
    private void probe(TargetLine line) {
        if (config.probeBytes() == 0) {
            return;
        }
        byte[] noise = new byte[PROBE_PIECE_BYTES];
        new Random(id.getLeastSignificantBits()).nextBytes(noise);
        byte[] message = MoveFormat.encode(new MoveMessage.Probe(noise));
        long begun = config.environment().clock().nanos();
        long target = 0;
        Sum sum = new PageSum();
        for (int sent = 0; sent < config.probeBytes(); sent += PROBE_PIECE_BYTES) {
            sum.update(message, 0, message.length);
            line.send(message.clone());
            target += PROBE_PIECE_BYTES;
        }
        // The last of it may be less than what the target says at once.
        while (line.echoed() + Arrival.ECHO_BYTES <= target) {
            if (line.hear(TimeUnit.MILLISECONDS.toNanos(1)) != null) {
                throw new DunlinException(Reason.REJECTED, "the target gave up while the link was measured");
            }
        }
        long nanos = config.environment().clock().nanos() - begun;
        linkBytesPerSecond = (long) (line.echoed() * 1e9 / nanos);
        config.told().accept("link bytesPerSecond=" + linkBytesPerSecond);
    }

    /** How much memory the process and its descendants have, which bounds what is sent. */
    private long memoryBytes() {
        ProcessHandle root = ProcessHandle.of(config.pid())
                .orElseThrow(() -> new DunlinException(
                        Reason.REJECTED, "pid " + config.pid() + ": there is no such process; see `ps`"));
        long bytes = residentBytes(root.pid());
        for (ProcessHandle child : root.descendants().toList()) {
            bytes += residentBytes(child.pid());
        }
        return bytes;
    }

    private static long residentBytes(long pid) {
        Map<String, String> status = new Proc(pid).status();
        return Stream.of("VmRSS", "VmSwap")
                .map(status::get)
                .filter(Objects::nonNull)
                .mapToLong(size -> Long.parseLong(size.replaceAll("\\D", "")) << 10)
                .sum();
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
