package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;

/** What came is no frame. Costs no stack trace: whoever sends garbage shall not make this side work for it. */
final class MalformedFrameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CloseReason reason;

    MalformedFrameException(CloseReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static MalformedFrameException protocol(String message) {
        return new MalformedFrameException(CloseReason.PROTOCOL, message);
    }

    CloseReason reason() {
        return reason;
    }
}
