package dev.dunlin.checkpoint;

import java.time.Duration;
import java.util.List;

/**
 * How long each phase of a freeze, a transfer or a thaw took: the downtime is their sum, by name.
 *
 * @param phases in the order in which they came
 */
public record PhaseTimes(List<Phase> phases) {

    /**
     * One phase.
     *
     * @param name what happened
     * @param duration how long it took, not negative
     * @param down whether the target stood still meanwhile
     */
    public record Phase(String name, Duration duration, boolean down) {

        /** Checks that the duration is not negative. */
        public Phase {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("duration=" + duration + ": must not be negative");
            }
        }
    }

    /** Copies the list. */
    public PhaseTimes {
        phases = List.copyOf(phases);
    }

    /** For how long the target stood still. */
    public Duration downtime() {
        return phases.stream().filter(Phase::down).map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
