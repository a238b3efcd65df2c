package dev.dunlin.call;

/**
 * The ten steps of a remote procedure call, as A. S. Tanenbaum and M. van Steen count them in "Distributed Systems" (section
 * on remote procedure call).
 */
public enum CallStep {
    /** The client's procedure calls the client stub. */
    CALLED(1),
    /** The client stub has built a message, and gives it to the transport. */
    PACKED(2),
    /** The client's transport sends the message. */
    SENT(3),
    /** The server's transport gives the message to the server stub. */
    DELIVERED(4),
    /** The server stub has unpacked the arguments, and calls the server. */
    UNPACKED(5),
    /** The server has done the work, and returns the result to the stub. */
    EXECUTED(6),
    /** The server stub has packed the result into a message, and gives it to the transport. */
    RESULT_PACKED(7),
    /** The server's transport sends the message. */
    RESULT_SENT(8),
    /** The client's transport gives the message to the client stub. */
    RESULT_DELIVERED(9),
    /** The client stub has unpacked the result, and returns to the client. */
    RETURNED(10);

    private final int number;

    CallStep(int number) {
        this.number = number;
    }

    /** Which of the ten steps it is, from 1. */
    public int number() {
        return number;
    }
}
