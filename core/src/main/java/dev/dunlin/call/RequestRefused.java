package dev.dunlin.call;

import dev.dunlin.transport.Failure;
import java.util.Objects;

/** Thrown by a handler that has not carried a request out: the caller is told why, and that there was no effect. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Failure failure;

    /**
     * Creates one.
     *
     * @param failure why; one that has no effect
     * @param message the same in words
     * @throws IllegalArgumentException if the failure is one that may have had an effect
     */
    public RequestRefused(Failure failure, String message) {
        super(Objects.requireNonNull(message, "message"));
        this.failure = Objects.requireNonNull(failure, "failure");
        if (failure.effectMayHaveHappened()) {
            throw new IllegalArgumentException("failure=" + failure + ": a refused request has had no effect");
        }
    }

    /** Why. */
    public Failure failure() {
        return failure;
    }
}
