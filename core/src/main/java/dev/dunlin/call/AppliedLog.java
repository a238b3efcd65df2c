package dev.dunlin.call;

import java.util.concurrent.CompletionStage;

/**
 * A log that a replica applies, so that requests can ask for so much of it: see {@link CallOptions#withMinPosition}.
 * Implementations are safe for use by any thread, and do not block.
 */
public interface AppliedLog {

    /** How many entries have been applied, those included that had no effect. */
    long position();

    /**
     * Waits for a position.
     *
     * @param position how many entries are wanted
     * @param withinNanos how long to wait, in nanoseconds; zero or less for not at all
     * @return completes with true when so many have been applied, or with false when the time has passed; never fails
     */
    CompletionStage<Boolean> reached(long position, long withinNanos);
}
