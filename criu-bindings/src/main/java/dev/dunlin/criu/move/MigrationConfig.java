package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.environment.Environment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is moved, where to and how. Immutable.
 *
 * @param pid the process, with all its descendants; positive, but 0 for a container, whose engine is asked
 * @param container what is moved in the place of a process, or null
 * @param to where a {@link MoveReceiver} listens
 * @param criu the binary
 * @param engines how the programs of containers are called where their plain names do not do, as {@code podman --root ...}
 * @param directory where images are kept meanwhile; made if it is not there
 * @param mode how it is moved
 * @param address the address of IPv4 that goes with it as {@code 192.0.2.7/24}, or null if none does
 * @param device the interface that has the address on both hosts; null if none goes
 * @param force whether hosts that differ in criu, kernel or machine, or in files of the process, are no obstacle
 * @param shipFiles whether files that the process needs and the target does not have are sent along; what is there and another
 *     is replaced only if that is forced besides
 * @param probeBytes how much is sent to measure the link before anything is stopped; 0 for none
 * @param patience how long a target that is not heard of is waited for before the process runs on here; positive
 * @param dumpDeadline how long criu may take to write a stopped process down, before criu is ended and the process runs on
 *     here; positive
 * @param told what is told in a line when something happens; must not block
 * @param sent what is told, while it is sent, how many bytes of the images were sent so far; must not block
 * @param environment time and threads
 */
public record MigrationConfig(
        long pid,
        @Nullable Container container,
        URI to,
        Path criu,
        Map<Engine, List<String>> engines,
        Path directory,
        Mode mode,
        @Nullable String address,
        @Nullable String device,
        boolean force,
        boolean shipFiles,
        int probeBytes,
        Duration patience,
        Duration dumpDeadline,
        Consumer<String> told,
        Progress sent,
        Environment environment) {

    /** What is told how far it has come; called often by the thread that migrates. */
    public interface Progress {

        /**
         * So much was sent.
         *
         * @param bytes how many bytes of the images were sent so far, what was sent again too
         * @param expectedBytes how many there will be at most, by the memory of the process; 0 if that says nothing
         */
        void sent(long bytes, long expectedBytes);
    }

    /** How a process is moved. */
    public enum Mode {
        /** It is stopped, copied and run there. */
        STOP_AND_COPY,
        /** It is run there with little of its memory; the rest follows. Both hosts must live until all is over. */
        POST_COPY,
        /** It is copied while it runs, stopped, and what has changed is copied again. */
        PRE_COPY,
        /** Whichever of them promises the shortest gap, by its memory and the measured rate of the link. */
        AUTO
    }

    /** How much is sent to measure the link by default: 32 MiB. */
    public static final int USUAL_PROBE_BYTES = 32 << 20;

    /** How long a target that is not heard of is waited for by default: 10 s. */
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);

    /** How long criu may take to write a process down by default: 5 minutes. */
    public static final Duration USUAL_DUMP_DEADLINE = Duration.ofMinutes(5);

    /** Checks the bounds. */
    public MigrationConfig {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(criu, "criu");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(told, "told");
        Objects.requireNonNull(sent, "sent");
        Objects.requireNonNull(environment, "environment");
        engines = Map.copyOf(engines);
        if (container == null ? pid <= 0 : pid < 0) {
            throw new IllegalArgumentException("pid=" + pid + ": must be positive");
        }
        if (pid == ProcessHandle.current().pid()) {
            throw new IllegalArgumentException("pid=" + pid + ": is the program that moves; name another");
        }
        if ((address == null) != (device == null)) {
            throw new IllegalArgumentException("address=" + address + " device=" + device + ": give both, or neither");
        }
        if (probeBytes < 0) {
            throw new IllegalArgumentException("probeBytes=" + probeBytes + ": must not be negative");
        }
        requirePositive("patience", patience);
        requirePositive("dumpDeadline", dumpDeadline);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be positive");
        }
    }

    /** The usual bounds: the mode that promises the shortest gap, no address. */
    public static MigrationConfig of(long pid, URI to, Path criu, Path directory) {
        return of(pid, null, to, criu, directory);
    }

    /** The same for a container. */
    public static MigrationConfig of(Container container, URI to, Path criu, Path directory) {
        return of(0, Objects.requireNonNull(container, "container"), to, criu, directory);
    }

    private static MigrationConfig of(long pid, @Nullable Container container, URI to, Path criu, Path directory) {
        return new MigrationConfig(
                pid,
                container,
                to,
                criu,
                Map.of(),
                directory,
                Mode.AUTO,
                null,
                null,
                false,
                false,
                USUAL_PROBE_BYTES,
                USUAL_PATIENCE,
                USUAL_DUMP_DEADLINE,
                line -> {},
                (bytes, of) -> {},
                Environment.system());
    }

    /** The same in another mode. */
    public MigrationConfig withMode(Mode other) {
        return with(draft -> draft.mode = other);
    }

    /** The same with an address that goes with the process. */
    public MigrationConfig withAddress(String cidr, String onDevice) {
        return with(draft -> {
            draft.address = cidr;
            draft.device = onDevice;
        });
    }

    /** The same with somebody to be told. */
    public MigrationConfig withTold(Consumer<String> other) {
        return with(draft -> draft.told = other);
    }

    /** The same with somebody to be told how much was sent. */
    public MigrationConfig withSent(Progress other) {
        return with(draft -> draft.sent = other);
    }

    /** The same, whether or not hosts that differ are an obstacle. */
    public MigrationConfig withForce(boolean forced) {
        return with(draft -> draft.force = forced);
    }

    /** The same, whether or not files are sent along. */
    public MigrationConfig withShipFiles(boolean shipped) {
        return with(draft -> draft.shipFiles = shipped);
    }

    /** The same with another patience. */
    public MigrationConfig withPatience(Duration other) {
        return with(draft -> draft.patience = other);
    }

    /** The same with another deadline for the dump. */
    public MigrationConfig withDumpDeadline(Duration other) {
        return with(draft -> draft.dumpDeadline = other);
    }

    /**
     * The same with the program of an engine called in another way.
     *
     * @param engine whose
     * @param command the program and the options that come before its own commands
     */
    public MigrationConfig withEngine(Engine engine, List<String> command) {
        return with(draft -> draft.engines.put(engine, List.copyOf(command)));
    }

    /** The same with the pid that was asked for. */
    MigrationConfig withPid(long asked) {
        return with(draft -> draft.pid = asked);
    }

    private MigrationConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build(this);
    }

    /** What can be changed of one. */
    private static final class Draft {
        private final Map<Engine, List<String>> engines = new EnumMap<>(Engine.class);
        private long pid;
        private Mode mode;
        private @Nullable String address;
        private @Nullable String device;
        private boolean force;
        private boolean shipFiles;
        private Duration patience;
        private Duration dumpDeadline;
        private Consumer<String> told;
        private Progress sent;

        Draft(MigrationConfig from) {
            engines.putAll(from.engines);
            pid = from.pid;
            mode = from.mode;
            address = from.address;
            device = from.device;
            force = from.force;
            shipFiles = from.shipFiles;
            patience = from.patience;
            dumpDeadline = from.dumpDeadline;
            told = from.told;
            sent = from.sent;
        }

        MigrationConfig build(MigrationConfig from) {
            return new MigrationConfig(
                    pid,
                    from.container,
                    from.to,
                    from.criu,
                    engines,
                    from.directory,
                    mode,
                    address,
                    device,
                    force,
                    shipFiles,
                    from.probeBytes,
                    patience,
                    dumpDeadline,
                    told,
                    sent,
                    from.environment);
        }
    }

    /** What is moved, in words. */
    String what() {
        return container == null ? "pid " + pid : container + ", pid " + pid;
    }

    @Nullable
    ServiceAddress service() {
        return address == null || device == null ? null : new ServiceAddress(address, device);
    }
}
