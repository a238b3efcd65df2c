package dev.dunlin.call;

/**
 * The ten steps of a remote procedure call, as A. S. Tanenbaum and M. van Steen count them in "Distributed Systems" (section
 * on remote procedure call).
 */
public enum CallStep {
    /** The client's procedure calls the client stub. */
    CALLED,
    /** The client stub has built a message, and gives it to the transport. */
    PACKED,
    /** The client's transport sends the message. */
    SENT,
    /** The server's transport gives the message to the server stub. */
    DELIVERED,
    /** The server stub has unpacked the arguments, and calls the server. */
    UNPACKED,
    /** The server has done the work, and returns the result to the stub. */
    EXECUTED,
    /** The server stub has packed the result into a message, and gives it to the transport. */
    RESULT_PACKED,
    /** The server's transport sends the message. */
    RESULT_SENT,
    /** The client's transport gives the message to the client stub. */
    RESULT_DELIVERED,
    /** The client stub has unpacked the result, and returns to the client. */
    RETURNED
}
