package dev.dunlin.broker;

/**
 * Is told what happens to messages and subscriptions. Called by the broker's own threads, by several at once perhaps: it
 * must be quick and must not block. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface BrokerListener {

    /** Lets everything pass: what happens is counted, and not told. */
    BrokerListener NOBODY = event -> {};

    /** Something has happened. */
    void on(BrokerEvent event);
}
