package dev.dunlin.cli;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A line is a message: the bytes before each {@code '\n'}, which is cut off, and nothing else is. An empty line is an
 * empty message; a last line without an end is a message if it has any bytes.
 */
final class LineSplitter implements MessageSplitter {

    private final int maxMessageBytes;
    private byte[] begun = new byte[256];
    private int begunLength;
    private long lines;

    /**
     * Creates a splitter.
     *
     * @param maxMessageBytes how long a line may be, without its end
     */
    LineSplitter(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void feed(byte[] bytes, int length, Consumer<byte[]> messages) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                messages.accept(line(bytes, start, i));
                start = i + 1;
            }
        }
        keep(bytes, start, length);
    }

    @Override
    public void finish(Consumer<byte[]> messages) {
        if (begunLength > 0) {
            messages.accept(line(begun, 0, 0));
        }
    }

    private byte[] line(byte[] bytes, int start, int end) {
        keepable(end - start);
        byte[] line = Arrays.copyOf(begun, begunLength + end - start);
        System.arraycopy(bytes, start, line, begunLength, end - start);
        begunLength = 0;
        lines++;
        return line;
    }

    private void keep(byte[] bytes, int start, int end) {
        int needed = keepable(end - start);
        if (needed > begun.length) {
            begun = Arrays.copyOf(begun, (int) Math.min(maxMessageBytes, Math.max(needed, 2L * begun.length)));
        }
        System.arraycopy(bytes, start, begun, begunLength, end - start);
        begunLength = needed;
    }

    private int keepable(int more) {
        if (more > maxMessageBytes - begunLength) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "line " + (lines + 1) + " is longer than " + Size.format(maxMessageBytes)
                            + ", the most that a message may have; the lines before it were sent");
        }
        return begunLength + more;
    }
}
