package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Continuation;
import dev.dunlin.checkpoint.Continuation.Restored;
import dev.dunlin.checkpoint.Continuation.WentOn;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The waiting of a process that is to be frozen at any moment. It holds no file open meanwhile but for an instant every
 * {@value #LOOK_MILLIS} ms. For one thread, once.
 */
final class Vigil {

    /** How long the outside may take to begin. */
    static final Duration BEGINNING = Duration.ofSeconds(30);

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LOOK_MILLIS = 100;
    private static final long JUMP_MILLIS = 30;

    private final Exchange exchange;
    private final Path directory;
    private final Duration bound;
    private final Eyes eyes;

    /** What it sees of the world. */
    interface Eyes {
        /** The life that this process leads. */
        Life life() throws IOException;

        Instant now();

        long nanos();

        boolean runs(long pid);

        void end(long pid);
    }

    Vigil(Exchange exchange, Path directory, Duration bound, Eyes eyes) {
        this.exchange = exchange;
        this.directory = directory;
        this.bound = bound;
        this.eyes = eyes;
    }

    /**
     * Waits.
     *
     * @param life the life that this process led when it asked
     * @return how it came back
     * @throws CheckpointException if it was not frozen
     */
    Continuation keep(Life life) throws IOException {
        boolean interrupted = false;
        long begun = eyes.nanos();
        Instant seen = eyes.now();
        Instant looked = seen;
        try {
            while (true) {
                Instant now = eyes.now();
                boolean spoken = Files.exists(exchange.outcome());
                // An outcome may lie there from a former life, and a clock may have been set back.
                if (spoken || apart(seen, now) > JUMP_MILLIS || apart(looked, now) > LOOK_MILLIS) {
                    looked = now;
                    if (!eyes.life().equals(life)) {
                        return restored(seen, now);
                    }
                    if (spoken) {
                        return new WentOn(Outcome.read(exchange.outcome()));
                    }
                    giveUp(Duration.ofNanos(eyes.nanos() - begun));
                }
                seen = now;
                LockSupport.parkNanos(STEP_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** It was frozen before it last looked at the clock, or since: where the gap is. */
    private Restored restored(Instant seen, Instant now) {
        Instant after = eyes.now();
        boolean since = apart(now, after) > apart(seen, now);
        return new Restored(directory, since ? now : seen, after);
    }

    private void giveUp(Duration waited) throws IOException {
        Optional<Long> outside = outside();
        boolean gone = outside.isPresent() && !eyes.runs(outside.get());
        if (gone && !Files.exists(exchange.outcome())) {
            throw new CheckpointException(
                    CheckpointFault.KILLED, "what was to freeze this process has gone: " + said());
        }
        if (outside.isEmpty() && waited.compareTo(BEGINNING) > 0) {
            throw new CheckpointException(
                    CheckpointFault.TIMED_OUT,
                    "what was to freeze this process has not begun after " + BEGINNING + ": " + said());
        }
        if (waited.compareTo(bound) > 0) {
            outside.ifPresent(eyes::end);
            throw new CheckpointException(
                    CheckpointFault.TIMED_OUT, "this process is not frozen after " + bound + ": " + said());
        }
    }

    private Optional<Long> outside() throws IOException {
        if (!Files.exists(exchange.outside())) {
            return Optional.empty();
        }
        String pid = Files.readString(exchange.outside());
        return pid.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(pid));
    }

    private String said() throws IOException {
        return Files.exists(exchange.complaints())
                ? Files.readString(exchange.complaints()).strip()
                : "";
    }

    private static long apart(Instant one, Instant other) {
        return Math.abs(Duration.between(one, other).toMillis());
    }
}
