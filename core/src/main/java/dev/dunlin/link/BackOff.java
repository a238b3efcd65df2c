package dev.dunlin.link;

import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each twice as long as the one before, up to a bound, and drawn at random from its half to its whole, so
 * that those who failed together do not come again together. In whatever unit it is given. For one thread at a time.
 */
public final class BackOff {

    private final long first;
    private final long longest;
    private long present;

    /**
     * One whose first pause is to come.
     *
     * @param first how long that is at most, positive
     * @param longest how long a pause becomes at most, positive
     */
    public BackOff(long first, long longest) {
        this.first = first;
        this.longest = longest;
        this.present = Math.min(first, longest);
    }

    /** How long to pause now. */
    public long next(RandomGenerator random) {
        long most = present;
        present = most > longest / 2 ? longest : most * 2;
        return most / 2 + random.nextLong(most / 2 + 1);
    }

    /** The next pause is as the first one. */
    public void reset() {
        present = Math.min(first, longest);
    }

    /** The next pause is one of the longest. */
    public void slowDown() {
        present = longest;
    }
}
