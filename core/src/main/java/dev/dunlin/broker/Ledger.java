package dev.dunlin.broker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what all topics retain, in bytes, coarsely: a topic reports only when its own count passes a step, so that
 * publishers do not meet on one counter. Off by less than {@value #COARSE} bytes a topic. Safe for use by any thread.
 */
final class Ledger {

    private static final int FINE = 1 << 10;
    private static final int COARSE = 64 << 10;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    Ledger(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A count as it is reported: in fine steps while it is small. */
    private static long steps(long count) {
        return count < COARSE ? count & -FINE : count & -COARSE;
    }

    /** A topic's count of bytes that came in has grown. */
    void cameIn(long before, long after) {
        long step = steps(after) - steps(before);
        if (step != 0) {
            bytes.addAndGet(step);
        }
    }

    /** A topic's count of bytes that were reclaimed has grown. */
    void wentOut(long before, long after) {
        long step = steps(after) - steps(before);
        if (step != 0) {
            bytes.addAndGet(-step);
        }
    }

    /** Whether so many bytes more would pass the bound. */
    boolean wouldExceed(long more) {
        return bytes.getOpaque() + more > maxBytes;
    }

    /** By how much so many bytes more would pass the bound; zero or less if they would not. */
    long excess(long more) {
        return bytes.getOpaque() + more - maxBytes;
    }
}
