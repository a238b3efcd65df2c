package dev.dunlin.criu;

import dev.dunlin.checkpoint.PhaseTimes;
import java.util.Objects;

/**
 * Processes that were thawed in a pid namespace of their own.
 *
 * @param pid the number of the root of the tree as seen from here, where it is another than within
 * @param times how long each part took
 */
public record Restored(long pid, PhaseTimes times) {

    /** Checks that both are given. */
    public Restored {
        Objects.requireNonNull(times, "times");
        if (pid <= 0) {
            throw new IllegalArgumentException("pid=" + pid + ": must be positive");
        }
    }
}
