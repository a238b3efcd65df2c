package dev.dunlin.criu.supervise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link Supervisor} runs, and how.
 *
 * @param command the program and its arguments; never through a shell
 * @param directory where checkpoints, the output and the exit status go; made if it does not exist, and nobody else's
 * @param every how long it runs between two checkpoints; positive
 * @param keep how many checkpoints are kept; positive
 * @param maxBytes how much they may take together, in bytes; the newest is kept whatever it takes; positive
 * @param maxOutputBytes how long the file of its output may be when it is looked at, each time after {@code every}; what is in it
 *     becomes {@link #olderOutput} then, in the place of what that was; positive
 * @param maxRestarts how often in a row it is started again without a checkpoint in between; then it is given up; not negative
 * @param resume whether to begin from the newest checkpoint that the directory holds; else it must hold none
 */
public record SupervisorConfig(
        List<String> command,
        Path directory,
        Duration every,
        int keep,
        long maxBytes,
        long maxOutputBytes,
        int maxRestarts,
        boolean resume) {

    private static final long DEFAULT_OUTPUT_BYTES = 64 << 20;

    /** Checks the bounds. */
    public SupervisorConfig {
        command = List.copyOf(command);
        directory = directory.toAbsolutePath();
        Objects.requireNonNull(every, "every");
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command=[]: name a program");
        }
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("every=" + every + ": must be positive");
        }
        if (keep < 1 || maxBytes < 1 || maxOutputBytes < 1 || maxRestarts < 0) {
            throw new IllegalArgumentException("keep=" + keep + " maxBytes=" + maxBytes + " maxOutputBytes="
                    + maxOutputBytes + " maxRestarts=" + maxRestarts + ": must be positive");
        }
    }

    /** A checkpoint each 10 s, of which the last three are kept, in 4 GiB, and 64 MiB of output twice; given up after five restarts in a row. */
    public static SupervisorConfig of(Path directory, List<String> command) {
        return new SupervisorConfig(
                command, directory, Duration.ofSeconds(10), 3, 4L << 30, DEFAULT_OUTPUT_BYTES, 5, false);
    }

    /** The same with another time between checkpoints. */
    public SupervisorConfig withEvery(Duration span) {
        return new SupervisorConfig(command, directory, span, keep, maxBytes, maxOutputBytes, maxRestarts, resume);
    }

    /** The same with other bounds on what is kept. */
    public SupervisorConfig withKept(int count, long bytes) {
        return new SupervisorConfig(command, directory, every, count, bytes, maxOutputBytes, maxRestarts, resume);
    }

    /** The same with another bound on the file of its output. */
    public SupervisorConfig withMaxOutputBytes(long bytes) {
        return new SupervisorConfig(command, directory, every, keep, maxBytes, bytes, maxRestarts, resume);
    }

    /** The same with another bound on restarts. */
    public SupervisorConfig withMaxRestarts(int restarts) {
        return new SupervisorConfig(command, directory, every, keep, maxBytes, maxOutputBytes, restarts, resume);
    }

    /** The same, beginning from the newest checkpoint, or not. */
    public SupervisorConfig withResume(boolean newest) {
        return new SupervisorConfig(command, directory, every, keep, maxBytes, maxOutputBytes, maxRestarts, newest);
    }

    /** What was written before {@link #output} was begun again. */
    public Path olderOutput() {
        return directory.resolve("output.1");
    }

    /** Where the log of the last checkpoint that failed is kept. */
    public Path failureLog() {
        return directory.resolve("failed-checkpoint.log");
    }

    /** Where what the command writes is appended. */
    public Path output() {
        return directory.resolve("output");
    }
}
