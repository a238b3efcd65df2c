package dev.dunlin.call;

import dev.dunlin.environment.Clock;

/**
 * How a replica has been doing: how long its answers take, and whether quickest calls leave it out. Safe for use by any
 * thread.
 *
 * <p>One that fails {@value #MOST_FAILURES} times in a row, or whose answers take {@value #LAG_FACTOR} times as long as the
 * quickest replica's and a millisecond more, is set aside for a second, and each time twice as long up to {@value
 * #LONGEST_SECONDS} s. Then one call at a time probes it, until it has answered in time. After Envoy's outlier detection.
 */
final class Health {

    private static final int MOST_FAILURES = 5;
    private static final int LAG_FACTOR = 5;
    private static final int LONGEST_SECONDS = 30;
    private static final long LAG_NANOS = 1_000_000;
    private static final long FIRST_NANOS = 1_000_000_000;

    /** How many answers must have come before a replica can be found to lag. */
    private static final int MIN_ANSWERS = 20;

    /** An answer counts for so much of the mean. */
    private static final double WEIGHT = 0.1;

    private final Clock clock;
    private double latencyNanos;
    private int answers;
    private int failuresInARow;
    private boolean aside;
    private boolean probing;
    private long untilNanos;
    private int timesAside;

    Health(Clock clock) {
        this.clock = clock;
    }

    /**
     * It has answered.
     *
     * @param tookNanos how long that took
     * @param quickestNanos what the quickest replica takes
     */
    synchronized void answered(long tookNanos, double quickestNanos) {
        failuresInARow = 0;
        latencyNanos = answers == 0 ? tookNanos : latencyNanos + WEIGHT * (tookNanos - latencyNanos);
        answers++;
        boolean lags = quickestNanos > 0 && tookNanos > LAG_FACTOR * quickestNanos + LAG_NANOS;
        if (probing) {
            probing = false;
            if (lags) {
                setAside();
            } else {
                aside = false;
                timesAside = Math.max(0, timesAside - 1);
                latencyNanos = tookNanos;
            }
        } else if (!aside
                && answers >= MIN_ANSWERS
                && quickestNanos > 0
                && latencyNanos > LAG_FACTOR * quickestNanos + LAG_NANOS) {
            setAside();
        }
    }

    /**
     * It has not answered for so long, and is not waited for any more: that it would have answered is not known.
     *
     * @param nanos how long
     * @param quickestNanos what the quickest replica takes
     */
    synchronized void abandoned(long nanos, double quickestNanos) {
        boolean lags = quickestNanos > 0 && nanos > LAG_FACTOR * quickestNanos + LAG_NANOS;
        if (nanos > latencyNanos) {
            latencyNanos += WEIGHT * (nanos - latencyNanos);
        }
        if (probing) {
            probing = false;
            if (lags) {
                setAside();
            }
        }
    }

    /** It has failed. */
    synchronized void failed() {
        failuresInARow++;
        if (probing || (!aside && failuresInARow >= MOST_FAILURES)) {
            probing = false;
            setAside();
        }
    }

    private void setAside() {
        aside = true;
        long nanos = Math.min(FIRST_NANOS << Math.min(timesAside, 10), LONGEST_SECONDS * FIRST_NANOS);
        untilNanos = clock.nanos() + nanos;
        timesAside++;
    }

    /** Whether quickest calls leave it out. */
    synchronized boolean isAside() {
        return aside;
    }

    /** Whether the time has come to probe it; if so, the caller is the one to do it. */
    synchronized boolean claimProbe() {
        if (aside && !probing && clock.nanos() - untilNanos >= 0) {
            probing = true;
            return true;
        }
        return false;
    }

    /** What an answer takes, the newest weighing most; 0 if none has come. */
    synchronized double latencyNanos() {
        return latencyNanos;
    }
}
