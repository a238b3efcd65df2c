package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The two counters that every publisher of a topic writes: sequences and bytes. They share a cache line, because whoever
 * has claimed a sequence holds that line already, and share it with nothing else.
 */
final class Claims extends ClaimCounters {

    private static final VarHandle SEQUENCE;
    private static final VarHandle BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEQUENCE = lookup.findVarHandle(ClaimCounters.class, "nextSequence", long.class);
            BYTES = lookup.findVarHandle(ClaimCounters.class, "bytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // keeps neighbours off the line
    private long after0, after1, after2, after3, after4, after5, after6;

    /** Claims sequences next to each other and gives the first. */
    long claim(int count) {
        return (long) SEQUENCE.getAndAdd(this, (long) count);
    }

    /** Adds bytes and gives the sum before. */
    long addBytes(long count) {
        return (long) BYTES.getAndAdd(this, count);
    }

    long nextSequence() {
        return (long) SEQUENCE.getAcquire(this);
    }

    long bytes() {
        return (long) BYTES.getVolatile(this);
    }
}

/** Keeps neighbours off the line before. */
abstract class ClaimPadding {

    @SuppressWarnings("unused")
    private long before0, before1, before2, before3, before4, before5, before6;
}

/** The counters themselves, laid out by the JVM between the fields of the classes above and below. */
abstract class ClaimCounters extends ClaimPadding {

    @SuppressWarnings("unused") // by Claims.SEQUENCE
    long nextSequence;

    @SuppressWarnings("unused") // by Claims.BYTES
    long bytes;
}
