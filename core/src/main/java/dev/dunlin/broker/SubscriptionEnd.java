package dev.dunlin.broker;

import dev.dunlin.DunlinException;

/** Why a subscription hands out nothing more. */
public sealed interface SubscriptionEnd {

    /** It was closed by its owner. */
    record Cancelled() implements SubscriptionEnd {}

    /** The broker was closed. */
    record BrokerClosed() implements SubscriptionEnd {}

    /**
     * More was waiting than its bound allows, and its policy is to disconnect.
     *
     * @param unconsumedBytes how many bytes were waiting
     * @param maxUnconsumedBytes its bound
     */
    record Overloaded(long unconsumedBytes, long maxUnconsumedBytes) implements SubscriptionEnd {}

    /**
     * The broker refused it, or is out of reach.
     *
     * @param cause what happened
     */
    record Failed(DunlinException cause) implements SubscriptionEnd {}
}
