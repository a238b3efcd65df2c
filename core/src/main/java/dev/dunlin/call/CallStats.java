package dev.dunlin.call;

import java.util.List;

/**
 * What a caller has counted. A snapshot: the numbers are read one after another.
 *
 * @param calls calls that were made
 * @param inFlight calls that are not over, repairs behind them included
 * @param agreed calls whose replicas agreed
 * @param split calls whose replicas did not
 * @param tooFew calls that too few replicas answered
 * @param refused calls that were not made, because too many were in flight
 * @param hedges quickest calls that asked a second replica because the first was slow
 * @param repaired replicas that gave the answer after the call had been decided against them or without them
 * @param unrepaired replicas that did not, or not in time
 * @param members what was counted of each replica, in the order of the addresses
 */
public record CallStats(
        long calls,
        int inFlight,
        long agreed,
        long split,
        long tooFew,
        long refused,
        long hedges,
        long repaired,
        long unrepaired,
        List<MemberStats> members) {

    /** Copies the list. */
    public CallStats {
        members = List.copyOf(members);
    }
}
