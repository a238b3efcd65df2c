package dev.dunlin.benchmarks.overtcp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines that end with CR LF, and bytes between them, read from a connection by large pieces. Used by one thread. */
final class BareInput {

    private static final int BUFFER_BYTES = 256 << 10;

    private final ReadableByteChannel channel;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private int lineStart;
    private int lineEnd;

    BareInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads the next line, which the other methods then tell of until more is read.
     *
     * @throws EOFException if the other side has closed the connection
     */
    void nextLine() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = at + scanned; i + 1 < end; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                    lineStart = at;
                    lineEnd = i;
                    at = i + 2;
                    return;
                }
            }
            scanned = Math.max(0, end - at - 1);
            fill();
        }
    }

    /** The line's first byte; 0 of an empty line. */
    byte kind() {
        return lineEnd > lineStart ? buffer[lineStart] : 0;
    }

    /** The decimal number that the line ends with, a sign before it included. */
    long number() {
        long number = 0;
        long place = 1;
        int i = lineEnd - 1;
        for (; i >= lineStart && buffer[i] >= '0' && buffer[i] <= '9'; i--) {
            number += place * (buffer[i] - '0');
            place *= 10;
        }
        if (place == 1) {
            throw new IllegalStateException("\"" + line() + "\" ends with no number");
        }
        return i >= lineStart && buffer[i] == '-' ? -number : number;
    }

    /** The line as text. */
    String line() {
        return new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
    }

    /** Reads so many bytes. */
    byte[] bytes(int count) throws IOException {
        await(count);
        byte[] bytes = Arrays.copyOfRange(buffer, at, at + count);
        at += count;
        return bytes;
    }

    /** Passes over so many bytes. */
    void skip(int count) throws IOException {
        await(count);
        at += count;
    }

    private void await(int count) throws IOException {
        while (end - at < count) {
            fill();
        }
    }

    private void fill() throws IOException {
        if ((at > 0 && end == buffer.length) || at == end) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (read < 0) {
            throw new EOFException("the server has closed the connection");
        }
        end += read;
    }
}
