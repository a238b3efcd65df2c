package dev.dunlin.simulation;

/** When what was not taken is sent again: as a TCP does, after 200 ms and then twice as long each time, up to 10 s. */
final class Resend {

    private static final long FIRST_NANOS = 200_000_000;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final int MAX_DOUBLINGS = 6;

    private Resend() {}

    /**
     * How long to wait.
     *
     * @param attempt the attempt that failed, from 1
     */
    static long afterNanos(int attempt) {
        return Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(MAX_DOUBLINGS, attempt - 1));
    }
}
