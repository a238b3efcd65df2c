package dev.dunlin.datagram;

/** A frame that is to be sent, laid out as bytes behind each other, or as what stands for them. For one thread. */
public interface LaidFrame {

    /** How many bytes it takes in all, with what tells it from the next; positive. */
    int bytes();

    /**
     * A part of it. Cut from front to back, each part once.
     *
     * @param from where it begins, in bytes
     * @param to where it ends, in bytes, above {@code from} and at most {@link #bytes()}
     */
    Piece cut(int from, int to);
}
