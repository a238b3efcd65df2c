package dev.dunlin.datagram;

import dev.dunlin.transport.Frame;
import org.jspecify.annotations.Nullable;

/** Finds the frames of one connection in the pieces that come over it. For one thread. */
public interface FrameJoiner {

    /**
     * Takes the next piece, in the order in which they were cut.
     *
     * @throws FrameFaultException if it cannot follow what came before
     */
    void add(Piece piece);

    /**
     * The next frame that has come to its end; null if there is none.
     *
     * @throws FrameFaultException if what came is no frame, or a larger one than is taken
     */
    @Nullable
    Frame poll();

    /** How many bytes have come of a frame that has not come to its end. */
    int openBytes();
}
