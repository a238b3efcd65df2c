package dev.dunlin.broker;

/**
 * What a topic has counted. A snapshot: the numbers are read one after another.
 *
 * @param name its name
 * @param firstSequence the oldest sequence that is still kept
 * @param nextSequence the sequence that the next message will get: as many have been published
 * @param retainedMessages messages kept; some may have expired and not yet been reclaimed
 * @param retainedBytes what they take, overhead included
 * @param subscriptions how many subscriptions read it
 */
public record TopicStats(
        String name,
        long firstSequence,
        long nextSequence,
        long retainedMessages,
        long retainedBytes,
        int subscriptions) {}
