package dev.dunlin.benchmarks.overtcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Keeps frames for a time: chunks of bytes, each with an index of where its frames begin. A frame is copied once, when it
 * is appended. A chunk is used again once the youngest of its frames is old enough. Used by one thread.
 */
final class RelayLog {

    private static final int CHUNK_BYTES = 1 << 18;
    private static final int FIRST_FRAMES = 1 << 10;

    /** Some frames that follow one another. */
    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK_BYTES];
        private int[] starts = new int[FIRST_FRAMES];
        private long firstSequence;
        private long lastNanos;
        private int frames;
        private int used;

        int end(int frame) {
            return frame + 1 < frames ? starts[frame + 1] : used;
        }
    }

    private final long keepNanos;
    private final long maxBytes;
    private final Deque<Chunk> kept = new ArrayDeque<>();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private long nextSequence;

    /**
     * Makes an empty log.
     *
     * @param keepNanos how long each frame is kept at least
     * @param maxBytes how much it may take; more is refused
     */
    RelayLog(long keepNanos, long maxBytes) {
        this.keepNanos = keepNanos;
        this.maxBytes = maxBytes;
    }

    /**
     * Appends a frame; the buffer's reader index stays.
     *
     * @param start where the frame begins in the buffer
     * @param length of the frame, its prefix included
     * @param nowNanos the time of acceptance, no less than at the last call
     * @throws IllegalStateException if the log is full
     */
    void append(ByteBuf buffer, int start, int length, long nowNanos) {
        if (length > CHUNK_BYTES) {
            throw new IllegalArgumentException("frame of " + length + " bytes: at most " + CHUNK_BYTES);
        }
        Chunk chunk = kept.peekLast();
        if (chunk == null || chunk.used + length > CHUNK_BYTES) {
            chunk = begin(nowNanos);
        }
        if (chunk.frames == chunk.starts.length) {
            chunk.starts = Arrays.copyOf(chunk.starts, chunk.frames * 2);
        }
        buffer.getBytes(start, chunk.bytes, chunk.used, length);
        chunk.starts[chunk.frames++] = chunk.used;
        chunk.used += length;
        chunk.lastNanos = nowNanos;
        nextSequence++;
    }

    /** How many frames were ever appended. */
    long appended() {
        return nextSequence;
    }

    /** The number of the oldest frame that is still kept; that of the next one if there is none. */
    long oldest() {
        Chunk first = kept.peekFirst();
        return first == null ? nextSequence : first.firstSequence;
    }

    /**
     * A copy of a frame, its prefix included.
     *
     * @param sequence its number, counted from 0
     * @throws IllegalArgumentException if it is not kept
     */
    byte[] read(long sequence) {
        for (Iterator<Chunk> chunks = kept.descendingIterator(); chunks.hasNext(); ) {
            Chunk chunk = chunks.next();
            long frame = sequence - chunk.firstSequence;
            if (frame >= 0 && frame < chunk.frames) {
                return Arrays.copyOfRange(chunk.bytes, chunk.starts[(int) frame], chunk.end((int) frame));
            }
        }
        throw new IllegalArgumentException(
                "sequence=" + sequence + ": kept are " + oldest() + " to " + (nextSequence - 1));
    }

    private Chunk begin(long nowNanos) {
        for (Chunk first = kept.peekFirst();
                first != null && nowNanos - first.lastNanos > keepNanos;
                first = kept.peekFirst()) {
            free.addLast(kept.removeFirst());
        }
        Chunk chunk = free.pollLast();
        if (chunk == null) {
            if ((kept.size() + 1L) * CHUNK_BYTES > maxBytes) {
                throw new IllegalStateException("the log is full: " + kept.size() * (long) CHUNK_BYTES
                        + " bytes of frames that are younger than " + keepNanos + " ns; give it more memory");
            }
            chunk = new Chunk();
        }
        chunk.firstSequence = nextSequence;
        chunk.frames = 0;
        chunk.used = 0;
        kept.addLast(chunk);
        return chunk;
    }
}
