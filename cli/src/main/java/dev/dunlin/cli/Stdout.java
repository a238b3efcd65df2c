package dev.dunlin.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Standard output, for data: buffered until it is flushed. For one thread at a time. */
final class Stdout {

    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream out;
    private final boolean pipe;

    /**
     * Creates the output.
     *
     * @param out where the bytes go
     * @param pipe whether a reader is at the other end, whose leaving is no fault
     */
    Stdout(OutputStream out, boolean pipe) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.pipe = pipe;
    }

    /**
     * Writes bytes.
     *
     * @throws CommandFailure if they cannot be written: without a word if the reader has gone
     */
    void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes one byte; fails as {@link #write(byte[])} does. */
    void write(int oneByte) {
        try {
            out.write(oneByte);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes text as UTF-8; fails as {@link #write(byte[])} does. */
    void print(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line of text and everything before it; fails as {@link #write(byte[])} does. */
    void printLine(String text) {
        print(text);
        write('\n');
        flush();
    }

    /** Hands over what has been written; fails as {@link #write(byte[])} does. */
    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CommandFailure failed(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        // The system's own words may be in the user's language: what the output is says more than they do.
        if (pipe || message.toLowerCase(Locale.ROOT).contains("broken pipe")) {
            return CommandFailure.readerGone();
        }
        return new CommandFailure(ExitCode.OUTPUT, "standard output: " + message);
    }
}
