package dev.dunlin.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Payloads that differ, made before the clock starts. They are sent over and over in turn: as few as fit a core's cache,
 * so that making and fetching them costs all peers the same, almost nothing.
 */
public final class Payloads {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int COUNT = 256;

    private final byte[][] payloads = new byte[COUNT][];
    private final long[] checksums = new long[COUNT];
    private final boolean fresh;

    /**
     * Makes payloads.
     *
     * @param bytes how long each is, a multiple of 8
     * @param fresh whether each message is given a copy of its own, as most programs do, instead of a shared array
     * @param seed of what is in them
     */
    public Payloads(int bytes, boolean fresh, long seed) {
        if (bytes <= 0 || bytes % Long.BYTES != 0) {
            throw new IllegalArgumentException("bytes=" + bytes + ": must be a positive multiple of 8");
        }
        this.fresh = fresh;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < COUNT; i++) {
            payloads[i] = new byte[bytes];
            random.nextBytes(payloads[i]);
            checksums[i] = checksum(payloads[i]);
        }
    }

    /** The payload of a publisher's n-th message. */
    public byte[] payload(long n) {
        byte[] payload = payloads[(int) n & (COUNT - 1)];
        return fresh ? payload.clone() : payload;
    }

    /** What a publisher's first n messages come to. */
    public Tally tally(long n) {
        long sum = 0;
        long once = 0;
        for (int i = 0; i < COUNT; i++) {
            once += checksums[i];
            if (i < (n & (COUNT - 1))) {
                sum += checksums[i];
            }
        }
        return new Tally(n, sum + once * (n / COUNT));
    }

    /** A checksum that sees every byte: the sum of the payload's 8-byte words. */
    public static long checksum(byte[] payload) {
        long sum = 0;
        for (int at = 0; at + Long.BYTES <= payload.length; at += Long.BYTES) {
            sum += (long) LONGS.get(payload, at);
        }
        return sum;
    }
}
