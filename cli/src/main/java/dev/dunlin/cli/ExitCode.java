package dev.dunlin.cli;

import dev.dunlin.DunlinException;

/** What the command's end tells a shell; the numbers are those of {@code sysexits.h}. */
final class ExitCode {

    /** All went well, or ended as asked: a signal, a count, a time, or nobody reads the output any more. */
    static final int OK = 0;

    /** The command line is wrong. */
    static final int USAGE = 64;

    /** The server refuses for good: sending the same again cannot help. */
    static final int REFUSED = 65;

    /** The input cannot be read. */
    static final int NO_INPUT = 66;

    /** Nobody answers, the connection is lost, or the address to listen at is not to be had. */
    static final int UNAVAILABLE = 69;

    /** A fault of this program, or a check of the demo that failed. */
    static final int FAULT = 70;

    /** The output cannot be written. */
    static final int OUTPUT = 74;

    /** The server refuses for now, or there was no time left to finish: try again. */
    static final int TRY_AGAIN = 75;

    /** What answers does not speak the protocol. */
    static final int PROTOCOL = 76;

    /** The replicas of a call disagree. */
    static final int DISAGREED = 3;

    /** Fewer replicas answered a call than must agree. */
    static final int TOO_FEW = 4;

    private ExitCode() {}

    /** The code for a fault of the world around. */
    static int of(DunlinException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, CONNECTION_LOST, CLOSED, TIMED_OUT, ADDRESS_UNAVAILABLE -> UNAVAILABLE;
            case MEMORY_FULL, SUBSCRIBER_BEHIND, WOULD_BLOCK, LIMIT_REACHED -> TRY_AGAIN;
            case TOO_LARGE, REJECTED, UNSUPPORTED -> REFUSED;
            case PROTOCOL -> PROTOCOL;
            case DISAGREED -> DISAGREED;
            case TOO_FEW_ANSWERS -> TOO_FEW;
        };
    }
}
