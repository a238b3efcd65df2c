package dev.dunlin.criu.move;

import java.util.Optional;

/**
 * By how much the wall clock of the target is ahead of that of the source, as far as one question and its answer can tell.
 *
 * @param millis how far it is ahead; negative if it is behind
 * @param marginMillis by how much that may be wrong
 */
record ClockDifference(long millis, long marginMillis) {

    /** What nobody needs to be told. */
    private static final long SMALL_MILLIS = 50;

    /**
     * What follows from an answer.
     *
     * @param asked when the question was sent, by the clock of the source
     * @param said what the clock of the target showed when it answered
     * @param heard when the answer was there, by the clock of the source
     */
    static ClockDifference of(long asked, long said, long heard) {
        return new ClockDifference(said - (asked + heard) / 2, (Math.max(0, heard - asked) + 1) / 2);
    }

    /** What somebody should be told of it, if it is certain that it is more than a little. */
    Optional<String> note() {
        long least = Math.abs(millis) - marginMillis;
        if (least < SMALL_MILLIS) {
            return Optional.empty();
        }
        return Optional.of("the clock of the target is " + Math.abs(millis) + " ms (to " + marginMillis + " ms) "
                + (millis > 0
                        ? "ahead: lifetimes, which are counted by the wall clock, end as much earlier"
                        : "behind: lifetimes, which are counted by the wall clock, end as much later")
                + " there; set both by the same time server");
    }
}
