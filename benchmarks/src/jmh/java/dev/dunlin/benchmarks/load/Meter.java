package dev.dunlin.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A subscriber: counts and sums what it is given. Given messages by one thread at a time, each call happening before the
 * next; read by any.
 */
public sealed class Meter permits TimedMeter {

    /*
     * Both numbers live in the middle of an array of their own, so that meters of different threads share no cache line.
     * The count is stored last, with release: who sees it with acquire sees the sum that goes with it, or a later one.
     */
    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LENGTH = 48;
    private static final int COUNT = 24;
    private static final int SUM = 25;
    private static final long POLL_NANOS = 50_000;

    private final long[] cells = new long[LENGTH];

    /** Takes a message. */
    public void accept(byte[] payload) {
        cells[SUM] += Payloads.checksum(payload);
        CELLS.setRelease(cells, COUNT, cells[COUNT] + 1);
    }

    /** How many messages it has taken. */
    public long count() {
        return (long) CELLS.getAcquire(cells, COUNT);
    }

    /** What it has taken. Exact only when nothing is on its way. */
    public Tally tally() {
        long count = count();
        return new Tally(count, cells[SUM]);
    }

    /**
     * Waits until each meter has taken what was sent, no message more or less or other.
     *
     * @param meters each has been given all that was sent
     * @param sent what was sent since the meters were new
     * @param patienceNanos how long nothing may come before the rest counts as lost
     * @throws IllegalStateException if a message was lost, repeated or changed
     */
    public static void awaitAll(List<Meter> meters, Tally sent, long patienceNanos) {
        for (Meter meter : meters) {
            meter.await(sent, patienceNanos);
        }
    }

    private void await(Tally sent, long patienceNanos) {
        long seen = count();
        long since = System.nanoTime();
        while (seen < sent.count()) {
            LockSupport.parkNanos(POLL_NANOS);
            long now = count();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patienceNanos) {
                break;
            }
        }
        Tally taken = tally();
        if (!taken.equals(sent)) {
            throw new IllegalStateException("sent " + sent + ", but a subscriber took " + taken);
        }
    }
}
