package dev.dunlin.broker;

/**
 * What a subscription has counted. A snapshot: the numbers are read one after another.
 *
 * @param pattern what it is subscribed to
 * @param delivered messages handed out, each attempt counted
 * @param acknowledged messages that were dealt with
 * @param redelivered attempts after the first
 * @param failed calls of its handler or codec that threw
 * @param expired messages passed over because their time had come
 * @param skipped messages passed over for any other reason
 * @param deadLettered messages given up and published to its dead-letter topic
 * @param lag messages that wait for it
 * @param unconsumedBytes bytes that wait for it
 */
public record SubscriptionStats(
        String pattern,
        long delivered,
        long acknowledged,
        long redelivered,
        long failed,
        long expired,
        long skipped,
        long deadLettered,
        long lag,
        long unconsumedBytes) {}
