package dev.dunlin.call;

import java.util.Arrays;

/**
 * A percentile of what the last {@value #SIZE} answers took, looked up anew when it is asked for and {@value #EVERY} answers
 * have come since. Safe for use by any thread.
 */
final class LatencyWindow {

    private static final int SIZE = 512;
    private static final int EVERY = 32;

    private final double percentile;
    private final long[] latest = new long[SIZE];
    private long count;
    private long countAtLookUp;
    private long percentileNanos;

    /**
     * An empty window.
     *
     * @param percentile from 0 to 1
     * @param initialNanos what to take for it until enough has been seen
     */
    LatencyWindow(double percentile, long initialNanos) {
        this.percentile = percentile;
        this.percentileNanos = initialNanos;
    }

    synchronized void add(long nanos) {
        latest[(int) (count++ % SIZE)] = nanos;
    }

    /** What the percentile is now, in nanoseconds. */
    synchronized long percentileNanos() {
        if (count - countAtLookUp >= EVERY) {
            countAtLookUp = count;
            int known = (int) Math.min(count, SIZE);
            long[] sorted = Arrays.copyOf(latest, known);
            Arrays.sort(sorted);
            percentileNanos = sorted[Math.min(known - 1, (int) (percentile * known))];
        }
        return percentileNanos;
    }
}
