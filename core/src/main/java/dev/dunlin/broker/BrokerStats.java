package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import java.util.Map;

/**
 * What a broker has counted since it was made. A snapshot: the numbers are read one after another.
 *
 * @param epoch which broker this is
 * @param topics topics that exist
 * @param subscriptions subscriptions that are open
 * @param published messages accepted
 * @param delivered messages handed out, each attempt counted
 * @param acknowledged messages that were dealt with
 * @param redelivered attempts after the first
 * @param failed calls of handlers and codecs that threw
 * @param deadLettered messages given up and published to a dead-letter topic
 * @param expired messages reclaimed because their time had come
 * @param retainedMessages messages kept; some may have expired and not yet been reclaimed
 * @param retainedBytes what they take, overhead included
 * @param maxRetainedBytes the bound on that
 * @param delayed messages accepted and not yet in sight
 * @param relieved how often a worker was held up by a handler and another took its place
 * @param lag messages that wait for subscriptions, counted for each; those of a group once
 * @param dropped messages that were not handed to somebody who could have expected them, by reason
 * @param refused publishes that failed, by reason, and names that no topic has; a caller's mistakes, and what its codec threw,
 *     are REJECTED
 */
public record BrokerStats(
        long epoch,
        long topics,
        long subscriptions,
        long published,
        long delivered,
        long acknowledged,
        long redelivered,
        long failed,
        long deadLettered,
        long expired,
        long retainedMessages,
        long retainedBytes,
        long maxRetainedBytes,
        long delayed,
        long relieved,
        long lag,
        Map<DropReason, Long> dropped,
        Map<DunlinException.Reason, Long> refused) {

    /** Copies the maps. */
    public BrokerStats {
        dropped = Map.copyOf(dropped);
        refused = Map.copyOf(refused);
    }
}
