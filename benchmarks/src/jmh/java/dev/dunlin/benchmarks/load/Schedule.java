package dev.dunlin.benchmarks.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When things are due at a steady rate. What is held up does not hold up the schedule: the next is due when it would have
 * been.
 *
 * @param startNanos when the first is due, by {@link System#nanoTime}
 * @param perSecond how many are due a second
 */
public record Schedule(long startNanos, int perSecond) {

    private static final long SECOND_NANOS = 1_000_000_000;

    /** A thread that parks wakes up to 60 µs late, and later where the machine has work. */
    private static final long PARK_FROM_NANOS = 300_000;

    /** One that begins now. */
    public static Schedule fromNow(int perSecond) {
        return new Schedule(System.nanoTime(), perSecond);
    }

    /** Waits until the n-th, counted from 0, is due; says when that was, by {@link System#nanoTime}. */
    public long await(long n) {
        long due = due(n);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > PARK_FROM_NANOS) {
                LockSupport.parkNanos(left - PARK_FROM_NANOS);
            } else {
                letOthersRun();
            }
        }
        return due;
    }

    /**
     * Sends a message whenever one is due, for a while, and flushes; each begins with when it was due.
     *
     * @param payloads each an array of its own, as it is written to
     * @return what was sent
     */
    public Tally send(Sender sender, Payloads payloads, Duration span) {
        long messages = span.toNanos() * perSecond / SECOND_NANOS;
        long checksum = 0;
        for (long i = 0; i < messages; i++) {
            byte[] payload = payloads.payload(i);
            ByteBuffer.wrap(payload).putLong(due(i));
            checksum += Payloads.checksum(payload);
            long unused = await(i);
            sender.send(payload);
        }
        sender.flush();
        return new Tally(messages, checksum);
    }

    /** When the n-th, counted from 0, is due. */
    public long due(long n) {
        return startNanos + n * SECOND_NANOS / perSecond;
    }

    /** On few cores a thread that only spins would be measured as the peer's delay. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letOthersRun() {
        Thread.yield();
    }
}
