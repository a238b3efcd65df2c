package dev.dunlin.broker;

import java.util.Objects;

/**
 * A message as a broker keeps it and a transport carries it: immutable, its payload encoded.
 *
 * <p>A final class rather than a record, because its payload is an array and it is never compared by value.
 */
public final class Envelope {

    /** The instant of expiry of a message that never expires, in milliseconds since the epoch. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * What a retained message takes in memory besides its payload's bytes: its columns, and its array's header. Credit is
     * counted with it, so it is a part of the protocol's version 1 (frame.proto, Credit) and stays as it is.
     */
    static final int OVERHEAD_BYTES = 40;

    private final String topic;
    private final long sequence;
    private final long acceptedMillis;
    private final long expiresMillis;
    private final byte[] payload;
    private final Attributes attributes;

    /**
     * Creates an envelope.
     *
     * @param topic where it was published
     * @param sequence its place in the topic, from 0
     * @param acceptedMillis when the broker accepted it, in milliseconds since the epoch
     * @param expiresMillis from when on nobody may see it, in milliseconds since the epoch, or {@link #NEVER}
     * @param payload the encoded value; not copied, not to be changed
     * @param attributes what else the publisher said
     */
    public Envelope(
            String topic,
            long sequence,
            long acceptedMillis,
            long expiresMillis,
            byte[] payload,
            Attributes attributes) {
        // Before any field is set: then the collector's barriers are left out, as nothing can come between.
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(attributes, "attributes");
        this.topic = topic;
        this.sequence = sequence;
        this.acceptedMillis = acceptedMillis;
        this.expiresMillis = expiresMillis;
        this.payload = payload;
        this.attributes = attributes;
    }

    /** Where it was published. */
    public String topic() {
        return topic;
    }

    /** Its place in the topic, from 0. */
    public long sequence() {
        return sequence;
    }

    /** When the broker accepted it, in milliseconds since the epoch. */
    public long acceptedMillis() {
        return acceptedMillis;
    }

    /** From when on nobody may see it, in milliseconds since the epoch, or {@link #NEVER}. */
    public long expiresMillis() {
        return expiresMillis;
    }

    /** The encoded value, shared: not to be changed. */
    public byte[] payload() {
        return payload;
    }

    /** What else the publisher said. */
    public Attributes attributes() {
        return attributes;
    }

    /** About how much memory the message takes while it is retained, in bytes. */
    public int costBytes() {
        return costBytes(payload, attributes);
    }

    static int costBytes(byte[] payload, Attributes attributes) {
        return payload.length + OVERHEAD_BYTES + attributes.costBytes();
    }

    @Override
    public String toString() {
        return topic + "@" + sequence + " (" + payload.length + " bytes)";
    }
}
