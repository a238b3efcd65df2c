package dev.dunlin.call.ordered;

import java.util.Objects;

/**
 * What came of a request that the replicas have carried out.
 *
 * @param body the encoded result; shared, not to be changed
 * @param position how many entries of the log had been applied after it: what another caller asks for to see its effect
 */
@SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
public record Applied(byte[] body, long position) {

    /** Checks that all is given. */
    public Applied {
        Objects.requireNonNull(body, "body");
    }
}
