package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken over one connection: makes sense of its messages, and tells the one who takes them. Called on the
 * connection's {@link Turn}, but for {@link #farewell}.
 */
interface Dialect {

    /** Finds the messages in the bytes that come. */
    Assembler assembler();

    /** The connection is made: tells whoever takes what comes over it. Throws what that throws. */
    void opened();

    /**
     * A message has come.
     *
     * @param buffer holds it
     * @param index where it begins
     * @param length how long it is
     * @throws MalformedFrameException if it is none
     */
    void take(ByteBuf buffer, int index, int length);

    /** For now no more messages have come. */
    void pause();

    /** The connection can be written to again after it could not. */
    void writable();

    /**
     * The connection has ended; the last call.
     *
     * @param openBytes how much had come of a message that did not come to its end
     */
    void closed(Closed how, int openBytes);

    /** What the peer said of the end that it was about to make, if it did. */
    @Nullable
    Closed announced();

    /** What to tell the peer before the connection ends for a fault; null if there are no words for that. Any thread. */
    @Nullable
    Outgoing farewell(CloseReason reason, String detail);
}
