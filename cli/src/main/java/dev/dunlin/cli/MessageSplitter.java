package dev.dunlin.cli;

import java.util.function.Consumer;

/** Cuts a stream of bytes into messages. For one thread at a time; holds at most one message. */
sealed interface MessageSplitter permits LineSplitter, WholeSplitter {

    /**
     * Takes the next bytes of the stream.
     *
     * @param bytes where they are; not kept
     * @param length how many, from the first on
     * @param messages is given each message that is complete, in order, as an array of its own
     * @throws CommandFailure {@link ExitCode#REFUSED} if a message is over the limit
     */
    void feed(byte[] bytes, int length, Consumer<byte[]> messages);

    /** Takes the end of the stream: what is left is the last message. */
    void finish(Consumer<byte[]> messages);
}
