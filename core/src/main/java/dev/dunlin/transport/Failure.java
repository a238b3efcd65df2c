package dev.dunlin.transport;

/** Why a replica gave no answer that counts. */
public enum Failure {
    /** No connection to it could be made in time: the request was not sent. */
    UNREACHABLE(false),
    /** The connection broke after the request had been sent. */
    LOST(true),
    /** No answer came in time. */
    TIMED_OUT(true),
    /** It is busy, or remembers as many answers as it may, and did not begin. */
    BUSY(false),
    /** The request came to it, or its turn, after the deadline: it did not begin. */
    EXPIRED(false),
    /** The caller did not want the answer any more before the replica began. */
    CANCELLED(false),
    /** It has no procedure of that name. */
    UNKNOWN_PROCEDURE(false),
    /** It cannot take the arguments: they do not decode, or are too large. */
    BAD_REQUEST(false),
    /** Its handler threw what is no part of the procedure's contract. */
    HANDLER_FAILED(true),
    /** The answer is larger than may be sent. */
    TOO_LARGE(true),
    /** The answer came and does not decode. */
    UNDECODABLE(true),
    /** It has applied less of its log than was asked for, and did not begin. */
    BEHIND(false),
    /** The request is older than what it remembers: whether it was carried out is not known. */
    FORGOTTEN(true),
    /** It was started anew after the request had been sent, and remembers nothing of it. */
    RESTARTED(true),
    /** It broke the protocol. */
    PROTOCOL(true);

    private final boolean effectMayHaveHappened;

    Failure(boolean effectMayHaveHappened) {
        this.effectMayHaveHappened = effectMayHaveHappened;
    }

    /** Whether the replica may have carried the request out although it gave no answer. */
    public boolean effectMayHaveHappened() {
        return effectMayHaveHappened;
    }

    /** Whether sending the same request again may bring an answer. */
    public boolean isTransient() {
        return switch (this) {
            case UNREACHABLE, LOST, TIMED_OUT, BUSY, UNDECODABLE, BEHIND, PROTOCOL -> true;
            case EXPIRED, CANCELLED, UNKNOWN_PROCEDURE, BAD_REQUEST, HANDLER_FAILED, TOO_LARGE, FORGOTTEN, RESTARTED ->
                false;
        };
    }
}
