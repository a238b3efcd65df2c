package dev.dunlin.benchmarks.overtcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes put together, and written to a blocking connection when there are enough. Used by one thread. */
final class BareOutput {

    private static final int BUFFER_BYTES = 64 << 10;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    BareOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    void put(byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int piece = Math.min(bytes.length - from, buffer.remaining());
            buffer.put(bytes, from, piece);
            from += piece;
        }
    }

    /** Writes all that was put. */
    void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.clear();
    }
}
