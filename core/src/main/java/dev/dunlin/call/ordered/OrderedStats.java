package dev.dunlin.call.ordered;

import java.util.Objects;

/**
 * Where an ordered replica stands, and what it has counted.
 *
 * @param standing what it is doing
 * @param detail the same in words
 * @param epoch the broker whose log it applies; 0 for none yet
 * @param generation how many brokers' logs it has gone through
 * @param position how many entries it has applied, in all epochs
 * @param counts of its state; those of requests begin anew with each process
 * @param gaps how often the log did not reach back to where it stood
 * @param imagesGiven how many snapshots it has taken for peers
 * @param imagesRestored how many it has been given by peers, and gone on from
 * @param imagesFailed how many attempts to be given one have failed
 */
public record OrderedStats(
        Standing standing,
        String detail,
        long epoch,
        long generation,
        long position,
        Counts counts,
        long gaps,
        long imagesGiven,
        long imagesRestored,
        long imagesFailed) {

    /** What a replica is doing. */
    public enum Standing {
        /** It has come to a broker's epoch, and waits until enough replicas have: nothing is served. */
        FOUNDING,
        /** It applies the log, and serves. */
        FOLLOWING,
        /** It asks its peers for their state: nothing is served. */
        FETCHING,
        /** It does nothing any more, and cannot: nothing is served. */
        STOPPED
    }

    /**
     * What became of entries.
     *
     * @param applied requests that were carried out
     * @param repeated entries whose request had been carried out before, or given up by its caller
     * @param refused requests that were not carried out as too much was remembered
     * @param malformed entries that are none
     * @param remembered results that are kept
     * @param rememberedBytes how many bytes those are counted as
     * @param forgottenCallers callers that were forgotten because nothing had come from them for a long time
     */
    public record Counts(
            long applied,
            long repeated,
            long refused,
            long malformed,
            int remembered,
            long rememberedBytes,
            long forgottenCallers) {}

    /** Checks that all is given. */
    public OrderedStats {
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(counts, "counts");
    }
}
