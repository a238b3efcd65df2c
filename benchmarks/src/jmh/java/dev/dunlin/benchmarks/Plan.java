package dev.dunlin.benchmarks;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param mode what the user asked for
 * @param rounds how often each cell is launched
 * @param warmUp how long a launch runs before it counts
 * @param lap how long each part of a warming up takes that lasts until nothing becomes faster
 * @param window how long it counts
 * @param idle how long the idle are watched
 */
public record Plan(String mode, int rounds, Duration warmUp, Duration lap, Duration window, Duration idle) {

    /** A row of each kind within three minutes: rough numbers, and a check that everything runs. */
    static final Plan QUICK = new Plan(
            "quick", 1, Duration.ofMillis(300), Duration.ofMillis(150), Duration.ofMillis(300), Duration.ofSeconds(2));

    /** Numbers to quote, within an hour. */
    static final Plan FULL = new Plan(
            "full",
            5,
            Duration.ofMillis(1_500),
            Duration.ofSeconds(1),
            Duration.ofMillis(1_200),
            Duration.ofSeconds(5));

    /** The same with everything launched so often. */
    Plan withRounds(int rounds) {
        return new Plan(mode, rounds, warmUp, lap, window, idle);
    }
}
