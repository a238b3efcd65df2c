package dev.dunlin.transport;

/** Why a connection came to its end. */
public enum CloseReason {
    /** One side had nothing more to say, and said so. */
    NORMAL,
    /** The server is going away; another may take its place. */
    SHUTDOWN,
    /** The other side is gone without a word, or for a fault of its own. */
    LOST,
    /** The other side closed in the middle of a frame. */
    TRUNCATED,
    /** A frame was announced that is larger than allowed. */
    FRAME_TOO_LARGE,
    /** What came is no frame, or none that may come now. */
    PROTOCOL,
    /** No version is spoken by both sides. */
    VERSION,
    /** More was sent than the other side took, beyond the bound. */
    OVERFLOW,
    /** A bound on connections is reached. */
    LIMIT_REACHED,
    /** The other side did in time not do what it had to. */
    TIMED_OUT,
    /** A fault on this side. */
    INTERNAL
}
