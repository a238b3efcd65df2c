package dev.dunlin.cli;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;

/** Messages as a subscriber is given them. */
final class Messages {

    private Messages() {}

    static Message<byte[]> of(String topic, long sequence, byte[] payload) {
        return of(topic, sequence, payload, Envelope.NEVER, Attributes.NONE);
    }

    static Message<byte[]> of(String topic, long sequence, byte[] payload, long expiresMillis, Attributes attributes) {
        Envelope envelope = new Envelope(topic, sequence, 1_000, expiresMillis, payload, attributes);
        return Message.of(envelope, payload, 1, null);
    }
}
