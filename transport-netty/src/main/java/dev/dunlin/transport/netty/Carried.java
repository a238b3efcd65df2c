package dev.dunlin.transport.netty;

import dev.dunlin.transport.Closed;
import java.util.concurrent.Executor;

/** What all connections leave to the socket that carries them, whatever is spoken. */
abstract class Carried implements Dialect {

    private final NettyConnection stream;

    Carried(NettyConnection stream) {
        this.stream = stream;
    }

    final NettyConnection stream() {
        return stream;
    }

    /** Who is at the other end. */
    public final String peer() {
        return stream.peer();
    }

    /** Where what comes is taken. */
    public final Executor executor() {
        return stream.turn();
    }

    /** Sends what is queued. */
    public final void flush() {
        stream.flush();
    }

    /** Whether less is queued than the mark. */
    public final boolean isWritable() {
        return stream.isWritable();
    }

    /** Stops reading. */
    public final void pauseReading() {
        stream.pauseReading();
    }

    /** Reads again. */
    public final void resumeReading() {
        stream.resumeReading();
    }

    /** Sends what is queued, then closes. */
    public final void close(Closed how) {
        stream.close(how);
    }
}
