package dev.dunlin.contracts.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked, and what it was answered. Immutable.
 *
 * @param client who asked; it has one operation at a time
 * @param input what was asked
 * @param output what was answered; null if nothing was: then it may have taken effect at any time after, or never
 * @param invoked when it was asked, in ticks of the history's order
 * @param returned when it was answered; {@link #NEVER} if it was not
 */
public record Operation<I, O>(int client, I input, @Nullable O output, long invoked, long returned) {

    /** The instant of return of what was never answered. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if it returned before it was invoked, or only one of output and return is there
     */
    public Operation {
        Objects.requireNonNull(input, "input");
        if (returned <= invoked || (output == null) != (returned == NEVER)) {
            throw new IllegalArgumentException(
                    "invoked=" + invoked + ", returned=" + returned + ", output=" + output + ": is no operation");
        }
    }

    /** Whether it was answered. */
    public boolean isComplete() {
        return returned != NEVER;
    }

    /** Whether neither was over before the other began. */
    public boolean overlaps(Operation<?, ?> other) {
        return invoked < other.returned && other.invoked < returned;
    }
}
