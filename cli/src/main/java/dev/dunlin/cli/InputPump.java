package dev.dunlin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead on a thread of its own, so that the reader of the pump can be asked to stop while the stream is
 * silent. At most {@link #MOST_AHEAD} pieces wait; then the stream is read no further.
 *
 * <p>{@link #next} is for one thread, {@link #stop} for any.
 */
final class InputPump {

    /** How many pieces may wait. */
    static final int MOST_AHEAD = 4;

    private static final int PIECE_BYTES = 64 << 10;

    /** What comes out of the pump. */
    sealed interface Piece {

        /** The next bytes. */
        final class Bytes implements Piece {

            private final byte[] array;
            private final int length;

            Bytes(byte[] array, int length) {
                this.array = array;
                this.length = length;
            }

            /** Where they are, from the first element on. */
            byte[] array() {
                return array;
            }

            /** How many. */
            int length() {
                return length;
            }
        }

        /** The stream has ended. */
        record End() implements Piece {}

        /** The pump was asked to stop; the stream may have more. */
        record Stopped() implements Piece {}

        /**
         * The stream cannot be read.
         *
         * @param cause why
         */
        record Failed(IOException cause) implements Piece {}
    }

    private final InputStream in;
    private final BlockingQueue<Piece> ahead = new ArrayBlockingQueue<>(MOST_AHEAD);
    private volatile boolean stopping;

    InputPump(InputStream in) {
        this.in = in;
    }

    /** Begins to read. The thread does not keep the process alive. */
    void start() {
        Thread thread = new Thread(this::read, "dunlin-input");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The next piece, waiting for it. After {@link #stop} what was read already, then {@link Piece.Stopped}.
     *
     * @param timeoutMillis how long to wait
     * @return null if the time has passed
     */
    @Nullable
    Piece next(long timeoutMillis) {
        try {
            Piece piece = stopping ? ahead.poll() : ahead.poll(timeoutMillis, TimeUnit.MILLISECONDS);
            return piece == null && stopping ? new Piece.Stopped() : piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Piece.Stopped();
        }
    }

    /** Reads no further, and wakes whoever waits for the next piece. */
    void stop() {
        stopping = true;
        // If there is no room then nobody waits.
        ahead.offer(new Piece.Stopped());
    }

    private void read() {
        try {
            Piece last = readAll();
            ahead.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Piece readAll() throws InterruptedException {
        try (in) {
            while (!stopping) {
                byte[] piece = new byte[PIECE_BYTES];
                int length = in.read(piece);
                if (length < 0) {
                    return new Piece.End();
                }
                ahead.put(new Piece.Bytes(piece, length));
            }
            return new Piece.Stopped();
        } catch (IOException e) {
            return new Piece.Failed(e);
        }
    }
}
