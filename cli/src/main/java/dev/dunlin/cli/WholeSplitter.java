package dev.dunlin.cli;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** The whole stream is one message, byte for byte; an empty stream is an empty message. */
final class WholeSplitter implements MessageSplitter {

    private final int maxMessageBytes;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * Creates a splitter.
     *
     * @param maxMessageBytes how long the stream may be
     */
    WholeSplitter(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void feed(byte[] bytes, int length, Consumer<byte[]> messages) {
        if (length > maxMessageBytes - begun.size()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "the input is longer than " + Size.format(maxMessageBytes)
                            + ", the most that a message may have; without --whole each line is a message");
        }
        begun.write(bytes, 0, length);
    }

    @Override
    public void finish(Consumer<byte[]> messages) {
        messages.accept(begun.toByteArray());
        begun.reset();
    }
}
