package dev.dunlin.criu.move;

/** Over which the target speaks to the source. Safe for use by any thread. */
interface ArrivalLink {

    /** Says something, at once. */
    void send(MoveMessage message);

    /** Ends it. */
    void close(String why);
}
