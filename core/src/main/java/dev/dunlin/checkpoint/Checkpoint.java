package dev.dunlin.checkpoint;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * A target frozen to disk.
 *
 * @param directory where its images are
 * @param target what was frozen
 * @param taken when it was frozen
 * @param times how long each phase took
 */
public record Checkpoint(Path directory, Target target, Instant taken, PhaseTimes times) {

    /** Checks that all is given. */
    public Checkpoint {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(taken, "taken");
        Objects.requireNonNull(times, "times");
    }
}
