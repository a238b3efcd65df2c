package dev.dunlin.datagram;

/** A part of a laid out frame, or of several that follow each other, as one packet carries it. Immutable. */
public interface Piece {

    /** How many bytes it takes in a packet; positive. */
    int bytes();
}
