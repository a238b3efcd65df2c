package dev.dunlin.call;

import java.util.Arrays;

/**
 * A percentile of what the last {@value #SIZE} answers took, looked up anew every {@value #EVERY} answers. Safe for use by any
 * thread.
 */
final class LatencyWindow {

    private static final int SIZE = 512;
    private static final int EVERY = 32;

    private final double percentile;
    private final long[] latest = new long[SIZE];
    private long count;
    private volatile long percentileNanos;

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
        if (count % EVERY == 0) {
            int known = (int) Math.min(count, SIZE);
            long[] sorted = Arrays.copyOf(latest, known);
            Arrays.sort(sorted);
            percentileNanos = sorted[Math.min(known - 1, (int) (percentile * known))];
        }
    }

    /** What the percentile is now, in nanoseconds. */
    long percentileNanos() {
        return percentileNanos;
    }
}
