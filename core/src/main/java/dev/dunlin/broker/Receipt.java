package dev.dunlin.broker;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a publisher is given: the broker's word that it keeps the message.
 *
 * <p>A broker in this process has given its word when {@code publish} returns. A remote one gives it a moment later: the
 * accessors wait for it, {@link #acknowledged()} does not. Safe for use by any thread.
 */
public interface Receipt {

    /** The topic that was published to. */
    String topic();

    /** Whether the broker has answered, with yes or no. */
    boolean isDone();

    /**
     * Completes with this receipt when the broker keeps the message, or with a {@link dev.dunlin.DunlinException}. What
     * is chained to it may run on the broker's own threads, and must not block.
     */
    CompletionStage<Receipt> acknowledged();

    /**
     * The message's place in its topic. Waits until the broker has answered.
     *
     * @throws dev.dunlin.DunlinException if the broker did not accept the message, or its answer was lost
     * @throws IllegalStateException if the message is {@linkplain #due() delayed}: it is given its place when it is due
     */
    long sequence();

    /**
     * When the broker accepted the message, by the broker's clock. Waits until the broker has answered.
     *
     * @throws dev.dunlin.DunlinException if the broker did not accept the message, or its answer was lost
     */
    Instant accepted();

    /**
     * From when on nobody sees the message, by the broker's clock; empty if never. Waits until the broker has answered.
     *
     * @throws dev.dunlin.DunlinException if the broker did not accept the message, or its answer was lost
     */
    Optional<Instant> expires();

    /**
     * When a delayed message becomes visible; empty if it was not delayed. Waits until the broker has answered.
     *
     * @throws dev.dunlin.DunlinException if the broker did not accept the message, or its answer was lost
     */
    Optional<Instant> due();
}
