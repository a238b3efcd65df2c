package dev.dunlin.datagram;

import java.util.List;

/** A packet that was sent and has not been acknowledged. For one thread. */
final class Outstanding {

    final long number;
    final boolean last;
    final List<Piece> pieces;
    final int cost;

    /** When it was sent last. */
    long sentAtNanos;

    /** How many packets had been sent when it was sent last, those included that were sent again. */
    long order;

    int sends;

    /** How many that were sent after it have arrived. */
    int overtaken;

    boolean arrived;

    /** Whether it is to be sent again. */
    boolean lost;

    Outstanding(long number, boolean last, List<Piece> pieces, int cost) {
        this.number = number;
        this.last = last;
        this.pieces = pieces;
        this.cost = cost;
    }
}
