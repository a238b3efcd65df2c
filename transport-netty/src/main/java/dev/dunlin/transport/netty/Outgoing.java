package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBuf;

/** What waits to be written to a socket, measured by the one who sends it. Immutable. */
interface Outgoing {

    /** About what it takes in memory while it is queued, whatever its length. */
    int OVERHEAD_BYTES = 64;

    /** How many bytes it is on the wire, with all that tells it from the next. */
    int wireBytes();

    /** What it counts for as long as it is queued, in bytes. */
    default int costBytes() {
        return OVERHEAD_BYTES + wireBytes();
    }

    /** Whether nothing may follow it. */
    boolean isLast();

    /** Writes it to a buffer that has room for it. */
    void writeTo(ByteBuf out);
}
