package dev.dunlin.transport;

import java.util.Objects;

/**
 * How a connection ended.
 *
 * @param reason why
 * @param detail the same in words
 */
public record Closed(CloseReason reason, String detail) {

    /** Checks that all is given. */
    public Closed {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
