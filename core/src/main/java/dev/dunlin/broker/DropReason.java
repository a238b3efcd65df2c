package dev.dunlin.broker;

/** Why an accepted message was not handed to somebody who could have expected it. */
public enum DropReason {
    /** The broker's bound on retained bytes was reached, and its policy is to drop the oldest. */
    MEMORY_FULL,
    /** The subscriber had fallen behind its bound, and its policy is to skip. */
    SUBSCRIBER_BEHIND,
    /** The message was handed out as often as allowed and never acknowledged. */
    ATTEMPTS_EXHAUSTED,
    /** The subscriber's handler or codec threw, and nothing asked for another attempt. */
    HANDLER_FAILED,
    /**
     * The broker that kept it is gone, and another, of another epoch, has taken its place. Told to a remote subscriber by
     * its own side: how many messages it missed is not known.
     */
    BROKER_REPLACED,
    /** The broker was closed before a delayed message came into sight. */
    BROKER_CLOSED
}
