package dev.dunlin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the world around the caller: a peer that is gone, a bound that is reached, a broker that has closed.
 *
 * <p>A caller's own mistake is an {@link IllegalArgumentException} or {@link IllegalStateException} instead. Each
 * instance answers the two questions that decide what to do next: {@link #retryIsSafe()} and {@link
 * #effectMayHaveHappened()}.
 */
public class DunlinException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, in the vocabulary that statistics and the wire use too. */
    public enum Reason {
        /** The broker, session, subscription or topic has been closed. */
        CLOSED(true, false),
        /** No connection could be made. */
        UNREACHABLE(true, false),
        /** The connection broke after the request had left. */
        CONNECTION_LOST(true, true),
        /** The deadline passed before an answer came. */
        TIMED_OUT(true, true),
        /** The broker's bound on retained bytes is reached, and it refuses rather than drops. */
        MEMORY_FULL(true, false),
        /** A subscriber whose policy is to fail publishers has fallen behind. */
        SUBSCRIBER_BEHIND(true, false),
        /** The call would have to wait, and was told not to. */
        WOULD_BLOCK(true, false),
        /** The message is larger than the broker's limit. */
        TOO_LARGE(false, false),
        /** A bound on the number of topics, groups or subscriptions is reached. */
        LIMIT_REACHED(true, false),
        /** The request is malformed or not allowed: sending it again cannot help. */
        REJECTED(false, false),
        /** The peer broke the protocol. */
        PROTOCOL(false, true),
        /** The engine behind this broker cannot do what was asked. */
        UNSUPPORTED(false, false),
        /** The address is in use or may not be bound. */
        ADDRESS_UNAVAILABLE(true, false),
        /** The replicas of a call gave answers that cannot be agreed on. */
        DISAGREED(false, true),
        /** Fewer replicas answered a call than must agree. */
        TOO_FEW_ANSWERS(true, true);

        private final boolean retryIsSafe;
        private final boolean effectMayHaveHappened;

        Reason(boolean retryIsSafe, boolean effectMayHaveHappened) {
            this.retryIsSafe = retryIsSafe;
            this.effectMayHaveHappened = effectMayHaveHappened;
        }
    }

    private final Reason reason;

    /**
     * Creates a fault.
     *
     * @param reason what went wrong
     * @param message what was seen, with values, and the mend
     */
    public DunlinException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Creates a fault with its cause.
     *
     * @param reason what went wrong
     * @param message what was seen, with values, and the mend
     * @param cause what lies beneath, or null
     */
    public DunlinException(Reason reason, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** What went wrong. */
    public final Reason reason() {
        return reason;
    }

    /** Whether the same request may be sent again, now or later, with hope of another outcome. */
    public boolean retryIsSafe() {
        return reason.retryIsSafe;
    }

    /** Whether the request may have taken effect although no answer says so. */
    public boolean effectMayHaveHappened() {
        return reason.effectMayHaveHappened;
    }
}
