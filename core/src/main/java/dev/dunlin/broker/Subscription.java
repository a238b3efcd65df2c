package dev.dunlin.broker;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A subscriber's place in its topics. Safe for use by any thread, its own handler included; nothing here blocks.
 */
public interface Subscription extends AutoCloseable {

    /** What was subscribed to: a topic's name or a pattern. */
    String pattern();

    /** Completes when the broker has taken the subscription in: from then on "latest" is fixed. */
    CompletionStage<Void> established();

    /** Completes, with the reason, when nothing more will be handed out. */
    CompletionStage<SubscriptionEnd> ended();

    /** Hands nothing out after the message or batch at hand, until {@link #resume()}. */
    void pause();

    /** Goes on after {@link #pause()}. */
    void resume();

    /**
     * Says that a message was dealt with, as {@link Message#acknowledge()} does.
     *
     * @param topic where it was published
     * @param sequence its place there
     */
    void acknowledge(String topic, long sequence);

    /**
     * Says that a message could not be dealt with, as {@link Message#reject()} does.
     *
     * @param topic where it was published
     * @param sequence its place there
     */
    void reject(String topic, long sequence);

    /**
     * Where it stands: in each of its topics the sequence that comes next, or, where messages are acknowledged, the oldest
     * that is not settled. As of a moment ago while messages are handed out. {@link Position#each} starts another
     * subscription there, of the same {@linkplain Broker#epoch() epoch}.
     */
    Map<String, Long> positions();

    /** What has been counted so far. For a remote subscription: on this side. */
    SubscriptionStats stats();

    /**
     * Ends the subscription: no handler call begins after this returns, except where it is called from another thread
     * while a call is on its way, which is then the last. Unacknowledged messages go to the other members of the group.
     * Closing twice does nothing.
     */
    @Override
    void close();
}
