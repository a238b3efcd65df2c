package dev.dunlin.broker;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as a subscriber meets it. Immutable, and safe for use by any thread, as far as its value is.
 *
 * @param <T> the type of the value
 */
public final class Message<T> {

    private final Envelope envelope;
    private final T value;
    private final int attempt;
    private final @Nullable Acknowledger acknowledger;

    Message(Envelope envelope, T value, int attempt, @Nullable Acknowledger acknowledger) {
        this.envelope = envelope;
        this.value = value;
        this.attempt = attempt;
        this.acknowledger = acknowledger;
    }

    /**
     * A message for a subscriber of a broker that is implemented elsewhere.
     *
     * @param envelope the message as it is kept
     * @param value its decoded value
     * @param attempt how often it has been handed out, this time included; from 1
     * @param acknowledger who is told of its fate, or null if nobody asks
     */
    public static <T> Message<T> of(Envelope envelope, T value, int attempt, @Nullable Acknowledger acknowledger) {
        return new Message<>(
                Objects.requireNonNull(envelope, "envelope"),
                Objects.requireNonNull(value, "value"),
                attempt,
                acknowledger);
    }

    /** Who is told whether a message was dealt with. Called from any thread; must not block. */
    public interface Acknowledger {

        /** The message was dealt with. */
        void acknowledge(Envelope envelope);

        /** The message could not be dealt with, and is to be handed out again if attempts are left. */
        void reject(Envelope envelope);
    }

    /** The topic it was published to. */
    public String topic() {
        return envelope.topic();
    }

    /** Its place in the topic, from 0; the same for every subscriber. */
    public long sequence() {
        return envelope.sequence();
    }

    /** The decoded value. */
    public T value() {
        return value;
    }

    /** What the message is about, if the publisher said so. */
    public Optional<String> key() {
        return Optional.ofNullable(envelope.attributes().key());
    }

    /** The publisher's own name for the message, if given. */
    public Optional<String> id() {
        return Optional.ofNullable(envelope.attributes().id());
    }

    /** The headers; immutable, empty if there are none. */
    public Map<String, String> headers() {
        return envelope.attributes().headers();
    }

    /** When the broker accepted it, by the broker's clock. */
    public Instant accepted() {
        return Instant.ofEpochMilli(envelope.acceptedMillis());
    }

    /** From when on nobody sees it, by the broker's clock; empty if never. */
    public Optional<Instant> expires() {
        return envelope.expiresMillis() == Envelope.NEVER
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(envelope.expiresMillis()));
    }

    /** How often it has been handed out to this subscription or group, this time included; from 1. */
    public int attempt() {
        return attempt;
    }

    /** The message as the broker keeps it. */
    public Envelope envelope() {
        return envelope;
    }

    /**
     * Says that the message was dealt with. Needed where the subscription {@linkplain SubscribeOptions.Builder#manual()
     * acknowledges by hand}; elsewhere, and the second time, it does nothing. Never blocks.
     */
    public void acknowledge() {
        if (acknowledger != null) {
            acknowledger.acknowledge(envelope);
        }
    }

    /**
     * Says that the message could not be dealt with: it is handed out again at once, to any member of the group, as long
     * as attempts are left. Where nothing is acknowledged by hand it does nothing. Never blocks.
     */
    public void reject() {
        if (acknowledger != null) {
            acknowledger.reject(envelope);
        }
    }

    @Override
    public String toString() {
        return envelope + (attempt > 1 ? ", attempt " + attempt : "");
    }
}
