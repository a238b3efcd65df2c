package dev.dunlin.broker;

/** What happens when more waits for a subscription than its bound allows. */
public enum Overload {
    /** It moves ahead to the oldest message that is within its bound, and the gap is reported. */
    SKIP,
    /** Publishers to its topics wait until it has caught up. */
    BLOCK,
    /** Publishes to its topics fail with {@link dev.dunlin.DunlinException.Reason#SUBSCRIBER_BEHIND}. */
    FAIL,
    /** The subscription is ended. */
    DISCONNECT
}
