package dev.dunlin.broker;

import java.util.Arrays;

/** What a sweep leaves alive in a segment. For one thread. */
final class Remains {

    /** Segments are not looked at more often than this, in milliseconds. */
    static final long LEAST_MILLIS = 1_000;

    /** From how many payload bytes on a segment is worth a look as soon as anything in it has expired. */
    private static final long LARGE_BYTES = 1 << 20;

    private long[] expiries = {};
    private int count;
    private long bytes;
    private long lastMillis;

    void add(int costBytes, long expiresMillis) {
        bytes += costBytes;
        lastMillis = Math.max(lastMillis, expiresMillis);
        if (expiresMillis != Envelope.NEVER) {
            if (count == expiries.length) {
                expiries = Arrays.copyOf(expiries, Math.max(16, 2 * count));
            }
            expiries[count++] = expiresMillis;
        }
    }

    /** When the last of it expires; zero if there is none. */
    long lastMillis() {
        return lastMillis;
    }

    /** When an eighth of what is left will have expired; sooner if it is large. */
    long nextSweepMillis(long now) {
        if (count == 0) {
            return Envelope.NEVER;
        }
        Arrays.sort(expiries, 0, count);
        int eighth = bytes >= LARGE_BYTES ? 0 : count / 8;
        return Math.max(expiries[eighth], now + LEAST_MILLIS);
    }
}
