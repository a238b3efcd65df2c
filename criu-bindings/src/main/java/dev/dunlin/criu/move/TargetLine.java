package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The line from the source to the target of one migration, made again when it breaks. For one thread. */
final class TargetLine implements AutoCloseable {

    /** After how long without a word a connection is lost. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WELCOME_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long a target may take to read the files that it compares. */
    private static final long COMPARE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final MigrationConfig config;
    private final MoveMessage.Begin begin;
    private @Nullable Link link;
    private MoveMessage.@Nullable Failure failure;

    TargetLine(MigrationConfig config, UUID id, long expectedBytes, Map<String, String> facts) {
        this.config = config;
        this.begin = new MoveMessage.Begin(id, config.pid(), expectedBytes, facts);
    }

    /**
     * Connects for the first time.
     *
     * @throws DunlinException UNREACHABLE if nobody is there
     */
    MoveMessage.Welcome open() {
        return attempt();
    }

    private MoveMessage.Welcome attempt() {
        Link fresh = Link.open(config.to(), config.environment(), SILENCE);
        link = fresh;
        fresh.send(begin);
        if (fresh.hear(WELCOME_NANOS) instanceof MoveMessage.Welcome welcome) {
            return welcome;
        }
        fresh.close();
        throw new DunlinException(
                Reason.PROTOCOL, config.to() + ": no answer of a receiver; is `dunlin receive` what listens there?");
    }

    /**
     * Connects again.
     *
     * @param patience for how long it is tried
     * @throws DunlinException UNREACHABLE if it cannot be had in that time
     */
    MoveMessage.Welcome again(Duration patience) {
        close();
        long deadline = now() + patience.toNanos();
        while (true) {
            try {
                return attempt();
            } catch (DunlinException e) {
                if (now() > deadline) {
                    throw new DunlinException(
                            Reason.UNREACHABLE,
                            config.to() + ": the target was lost, and not found again within " + patience + ": "
                                    + e.getMessage(),
                            e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private long now() {
        return config.environment().clock().nanos();
    }

    void send(byte[] message) {
        link().send(message);
    }

    void send(MoveMessage message) {
        link().send(message);
    }

    /**
     * Waits for where the target stands.
     *
     * @return null if it has not said within the time
     */
    MoveMessage.@Nullable Stands hear(long nanos) {
        MoveMessage word = next(nanos);
        if (word == null || word instanceof MoveMessage.Stands) {
            return (MoveMessage.Stands) word;
        }
        throw new DunlinException(Reason.PROTOCOL, word.getClass().getSimpleName() + " came where none may");
    }

    private @Nullable MoveMessage next(long nanos) {
        MoveMessage word = link().hear(nanos);
        if (word instanceof MoveMessage.Failure told) {
            failure = told;
            word = link().hear(nanos); // where it stands, at once
        }
        return word;
    }

    /** That the target does not run it: a {@link CheckpointException} if it has said what fault it was. */
    DunlinException gaveUp(String detail) {
        MoveMessage.Failure told = failure;
        return told == null
                ? new DunlinException(Reason.REJECTED, "the target gave up: " + detail)
                : new CheckpointException(fault(told.fault()), "the target gave up: " + told.what());
    }

    private static CheckpointFault fault(String name) {
        for (CheckpointFault fault : CheckpointFault.values()) {
            if (fault.name().equals(name)) {
                return fault;
            }
        }
        return CheckpointFault.OTHER; // a newer release may know more
    }

    /**
     * Has the target compare files.
     *
     * @throws DunlinException TIMED_OUT if that takes too long, REJECTED if it gives up meanwhile
     */
    MoveMessage.Differences compare(MoveMessage.Files files) {
        return ask(files);
    }

    /** Says something that is answered by differences; throws as {@link #compare}. */
    MoveMessage.Differences ask(MoveMessage question) {
        send(question);
        MoveMessage word = next(COMPARE_NANOS);
        if (word instanceof MoveMessage.Differences differences) {
            return differences;
        }
        if (word instanceof MoveMessage.Stands stands) {
            throw gaveUp(stands.detail());
        }
        throw new DunlinException(
                word == null ? Reason.TIMED_OUT : Reason.PROTOCOL,
                config.to() + ": has not said within " + Duration.ofNanos(COMPARE_NANOS) + " which files differ");
    }

    /**
     * Waits until the target says where it stands for good.
     *
     * @throws DunlinException TIMED_OUT if it does not
     */
    MoveMessage.Stands settled(Duration patience) {
        long deadline = now() + patience.toNanos();
        while (now() < deadline) {
            MoveMessage.Stands stands = hear(PAUSE_NANOS);
            if (stands != null && stands.state().settled()) {
                return stands;
            }
        }
        throw new DunlinException(
                Reason.TIMED_OUT, config.to() + ": has not said what became of it within " + patience);
    }

    long echoed() {
        return link().echoed();
    }

    private Link link() {
        Link open = link;
        if (open == null) {
            throw new DunlinException(Reason.CONNECTION_LOST, "the connection to the target is closed");
        }
        return open;
    }

    @Override
    public void close() {
        Link open = link;
        link = null;
        if (open != null) {
            open.close();
        }
    }
}
