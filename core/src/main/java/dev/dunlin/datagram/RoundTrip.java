package dev.dunlin.datagram;

/**
 * How long to wait for an acknowledgement, by how long others took: RFC 6298, but for its bounds. Packets that were sent more than once are no
 * measure (Karn): whoever calls leaves them out. For one thread.
 */
final class RoundTrip {

    private static final long GRANULARITY = 1_000_000;

    private boolean measured;
    private long smoothedNanos;
    private long variationNanos;
    private long latestNanos;
    private long rtoNanos = Timing.FIRST_RTO;
    private long backedOffNanos = rtoNanos;

    /** A packet that was sent once has been acknowledged after so long. */
    void measured(long nanos) {
        if (measured) {
            variationNanos += (Math.abs(smoothedNanos - nanos) - variationNanos) / 4;
            smoothedNanos += (nanos - smoothedNanos) / 8;
        } else {
            measured = true;
            smoothedNanos = nanos;
            variationNanos = nanos / 2;
        }
        latestNanos = nanos;
        rtoNanos = clamp(smoothedNanos + Math.max(GRANULARITY, 4 * variationNanos));
    }

    /** Nothing was heard in time. */
    void backOff() {
        backedOffNanos = clamp(2 * backedOffNanos);
    }

    /** Something new was acknowledged. */
    void progress() {
        backedOffNanos = rtoNanos;
    }

    /** How long to wait, in nanoseconds. */
    long rtoNanos() {
        return backedOffNanos;
    }

    /**
     * How long after it was sent a packet that was overtaken is taken for lost, in nanoseconds: an eighth more than the round
     * trip (RFC 9002, 6.1.2).
     */
    long disorderNanos() {
        return measured ? Math.max(GRANULARITY, Math.max(smoothedNanos, latestNanos) * 9 / 8) : Timing.FIRST_RTO;
    }

    private static long clamp(long nanos) {
        return Math.max(Timing.MIN_RTO, Math.min(Timing.MAX_RTO, nanos));
    }
}
