package dev.dunlin.datagram;

import dev.dunlin.transport.CloseReason;
import java.util.Objects;

/** What came is no frame, or what is to be sent is none that may be: the connection ends for it. */
public final class FrameFaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    /**
     * Creates one.
     *
     * @param reason what the connection ends with
     * @param message the same in words
     */
    public FrameFaultException(CloseReason reason, String message) {
        super(message, null, false, false);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** What the connection ends with. */
    public CloseReason reason() {
        return reason;
    }
}
