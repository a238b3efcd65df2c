package dev.dunlin.call.ordered;

import java.util.Objects;

/**
 * A request as a state machine is given it.
 *
 * @param caller who asks: a number that it has drawn at random
 * @param number which of the caller's requests this is
 * @param procedure what is to be done
 * @param body the encoded arguments; shared, not to be changed
 * @param position how many entries of the log have been applied before it
 * @param acceptedMillis when the broker accepted it, by the broker's clock, in milliseconds since the epoch; for a read
 *     that of the last entry that was applied, 0 if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
public record OrderedRequest(
        long caller, long number, String procedure, byte[] body, long position, long acceptedMillis) {

    /** Checks that all is given. */
    public OrderedRequest {
        Objects.requireNonNull(procedure, "procedure");
        Objects.requireNonNull(body, "body");
    }
}
