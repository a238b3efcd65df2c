package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.environment.Environment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How processes are taken in. Immutable.
 *
 * @param address where to listen, as {@code tcp://0.0.0.0:7411}
 * @param directory what is received is kept below it; made if it is not there, for its owner alone
 * @param criu the binary
 * @param engines how the programs of containers are called where their plain names do not do, as {@code podman --root ...}
 * @param maxBytes how many bytes of images a migration may bring, positive
 * @param maxMigrations how many migrations may be under way at once, positive; more are refused
 * @param hold for how long a process that is restored and stopped waits for the source after its connection is lost, before
 *     it is given up; positive
 * @param restoreDeadline how long criu may take to restore a process, before it is given up; positive
 * @param told what is told in a line when something happens; must not block
 * @param environment time and threads
 */
public record ReceiverConfig(
        URI address,
        Path directory,
        Path criu,
        Map<Engine, List<String>> engines,
        long maxBytes,
        int maxMigrations,
        Duration hold,
        Duration restoreDeadline,
        Consumer<String> told,
        Environment environment) {

    /** How long it holds by default: 30 s. */
    public static final Duration USUAL_HOLD = Duration.ofSeconds(30);

    /** How long a restore may take by default: 5 minutes. */
    public static final Duration USUAL_RESTORE_DEADLINE = Duration.ofMinutes(5);

    /** How many migrations at once by default. */
    public static final int USUAL_MIGRATIONS = 4;

    /** Checks the bounds. */
    public ReceiverConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(criu, "criu");
        Objects.requireNonNull(told, "told");
        Objects.requireNonNull(environment, "environment");
        engines = Map.copyOf(engines);
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes=" + maxBytes + ": must be positive");
        }
        if (maxMigrations < 1) {
            throw new IllegalArgumentException("maxMigrations=" + maxMigrations + ": must be positive");
        }
        if (hold.isNegative() || hold.isZero()) {
            throw new IllegalArgumentException("hold=" + hold + ": must be positive");
        }
        if (restoreDeadline.isNegative() || restoreDeadline.isZero()) {
            throw new IllegalArgumentException("restoreDeadline=" + restoreDeadline + ": must be positive");
        }
    }

    /**
     * The usual bounds.
     *
     * @param address where to listen
     * @param directory where to keep what is received
     * @param criu the binary
     */
    public static ReceiverConfig of(URI address, Path directory, Path criu) {
        return new ReceiverConfig(
                address,
                directory,
                criu,
                Map.of(),
                Long.MAX_VALUE,
                USUAL_MIGRATIONS,
                USUAL_HOLD,
                USUAL_RESTORE_DEADLINE,
                line -> {},
                Environment.system());
    }

    /** The same with somebody to be told. */
    public ReceiverConfig withTold(Consumer<String> other) {
        return with(engines, hold, restoreDeadline, other);
    }

    /** The same with another time for which a stopped process waits. */
    public ReceiverConfig withHold(Duration other) {
        return with(engines, other, restoreDeadline, told);
    }

    /** The same with another deadline for a restore. */
    public ReceiverConfig withRestoreDeadline(Duration other) {
        return with(engines, hold, other, told);
    }

    /**
     * The same with the program of an engine called in another way.
     *
     * @param engine whose
     * @param command the program and the options that come before its own commands
     */
    public ReceiverConfig withEngine(Engine engine, List<String> command) {
        Map<Engine, List<String>> others = new HashMap<>(engines);
        others.put(engine, List.copyOf(command));
        return with(others, hold, restoreDeadline, told);
    }

    private ReceiverConfig with(
            Map<Engine, List<String>> otherEngines,
            Duration otherHold,
            Duration otherDeadline,
            Consumer<String> otherTold) {
        return new ReceiverConfig(
                address,
                directory,
                criu,
                otherEngines,
                maxBytes,
                maxMigrations,
                otherHold,
                otherDeadline,
                otherTold,
                environment);
    }
}
