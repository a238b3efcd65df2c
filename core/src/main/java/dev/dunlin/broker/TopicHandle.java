package dev.dunlin.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A topic of an {@link InMemoryBroker} as a user holds it, with a codec. */
final class TopicHandle<T> implements Topic<T> {

    private final InMemoryBroker broker;
    private final String name;
    private final Codec<T> codec;

    /** Found at first use; a race finds the same. */
    private volatile @Nullable InMemoryTopic found;

    TopicHandle(InMemoryBroker broker, String name, Codec<T> codec) {
        this.broker = broker;
        this.name = name;
        this.codec = codec;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Codec<T> codec() {
        return codec;
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Receipt publish(T value, PublishOptions options) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(options, "options");
        return topic().publish(encode(value), options);
    }

    private byte[] encode(T value) {
        try {
            return codec.encode(value);
        } catch (RuntimeException | Error e) {
            broker.countRejected(name);
            throw e;
        }
    }

    @Override
    public List<Receipt> publishAll(Collection<? extends T> values, PublishOptions options) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(values, "values");
        List<byte[]> payloads = new ArrayList<>(values.size());
        for (T value : values) {
            payloads.add(encode(Objects.requireNonNull(value, "value")));
        }
        return payloads.isEmpty() ? List.of() : topic().publishAll(payloads, options);
    }

    private InMemoryTopic topic() {
        InMemoryTopic topic = found;
        if (topic == null) {
            broker.checkOpen(name);
            topic = broker.directory().topic(name);
            found = topic;
        }
        return topic;
    }

    @Override
    public Optional<Message<T>> latest() {
        return latestAfter(-1);
    }

    @Override
    public Optional<Message<T>> latestAfter(long sequence) {
        broker.checkOpen();
        InMemoryTopic topic = broker.directory().find(name);
        Envelope newest = topic == null ? null : topic.latest();
        if (newest == null || newest.sequence() <= sequence) {
            return Optional.empty();
        }
        return Optional.of(new Message<>(newest, codec.decode(newest.payload()), 1, null));
    }
}
