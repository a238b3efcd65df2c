package dev.dunlin.session;

/** Which of several addresses a client tries first: those that it was given, and those that a name stands for. */
public enum AddressOrder {
    /** The first, and the others in their order when it cannot be reached: a main server and those that stand by. */
    IN_TURN,
    /**
     * One of them by chance, and those after it when it cannot be reached: clients spread over equal servers. Where a name
     * stands for several addresses, chance decides in which order these are tried.
     */
    SPREAD
}
