package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.Ttl;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A topic of a broker at a distance. */
final class RemoteTopic<T> implements Topic<T> {

    private final BrokerClient broker;
    private final ClientSession session;
    private final String name;
    private final Codec<T> codec;
    private final long maxAttributesBytes;

    RemoteTopic(BrokerClient broker, ClientSession session, String name, Codec<T> codec) {
        this.broker = broker;
        this.session = session;
        this.name = name;
        this.codec = codec;
        this.maxAttributesBytes = Protocol.maxAttributesBytes(session.maxMessageBytes());
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
        RemoteReceipt receipt = receiptFor(value, options);
        session.checkOpen();
        if (!session.window().tryAcquire(receipt.cost())) {
            waitForRoom(receipt.cost(), options);
        }
        session.proxy().add(receipt);
        session.proxy().schedule();
        return receipt;
    }

    private RemoteReceipt receiptFor(T value, PublishOptions options) {
        byte[] payload = Objects.requireNonNull(codec.encode(value), "the codec gave null");
        Attributes attributes = options.attributes();
        int max = session.maxMessageBytes();
        if (payload.length > max) {
            throw new DunlinException(
                    Reason.TOO_LARGE, "message of " + payload.length + " bytes: the server takes at most " + max);
        }
        if (Cost.attributes(attributes) > maxAttributesBytes) {
            throw new DunlinException(
                    Reason.TOO_LARGE,
                    "headers, key and id of about " + Cost.attributes(attributes) + " bytes: at most "
                            + maxAttributesBytes + " fit beside a message");
        }
        Frame.Outgoing message =
                new Frame.Outgoing(name, payload, attributes, ttlMillis(options.ttl()), delayMillis(options.delay()));
        return new RemoteReceipt(session.environment(), message, Cost.of(message));
    }

    private static long ttlMillis(@Nullable Duration ttl) {
        if (ttl == null) {
            return 0;
        }
        return ttl.equals(Ttl.FOREVER) ? Envelope.NEVER : ttl.toMillis();
    }

    private static long delayMillis(@Nullable Duration delay) {
        return delay == null ? 0 : delay.toMillis();
    }

    private void waitForRoom(long cost, PublishOptions options) {
        if (!options.blocking()) {
            throw new DunlinException(
                    Reason.WOULD_BLOCK,
                    session.window().maxCount() + " publishes or " + Protocol.WINDOW_BYTES
                            + " bytes of them are unanswered: wait for some of the receipts");
        }
        session.window().acquire(cost);
    }

    @Override
    public List<Receipt> publishAll(Collection<? extends T> values, PublishOptions options) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(options, "options");
        List<RemoteReceipt> receipts = new ArrayList<>(values.size());
        long cost = 0;
        for (T value : values) {
            RemoteReceipt receipt = receiptFor(Objects.requireNonNull(value, "value"), options);
            receipts.add(receipt);
            cost += receipt.cost();
        }
        session.checkOpen();
        if (!receipts.isEmpty()) {
            addAll(receipts, cost, options);
            session.proxy().schedule();
        }
        return List.copyOf(receipts);
    }

    private void addAll(List<RemoteReceipt> receipts, long cost, PublishOptions options) {
        boolean placed = session.window().tryAcquire(receipts.size(), cost);
        if (!placed && !options.blocking()) {
            checkCouldHold(receipts.size(), cost);
            waitForRoom(cost, options);
        }
        for (RemoteReceipt receipt : receipts) {
            if (!placed && !session.window().tryAcquire(receipt.cost())) {
                session.proxy().schedule();
                session.window().acquire(receipt.cost());
            }
            session.proxy().add(receipt);
        }
    }

    private void checkCouldHold(int count, long cost) {
        if (!session.window().couldHold(count, cost)) {
            throw new DunlinException(
                    Reason.LIMIT_REACHED,
                    count + " values of " + cost + " bytes: at most "
                            + session.window().maxCount() + " and " + Protocol.WINDOW_BYTES
                            + " bytes can be unanswered at once, publish fewer together");
        }
    }

    @Override
    public Optional<Message<T>> latest() {
        return latestAfter(-1);
    }

    @Override
    public Optional<Message<T>> latestAfter(long sequence) {
        session.checkOpen();
        Frame.Reply reply = session.questions().ask(new Frame.Latest(name, Math.max(-1, sequence)));
        if (!(reply instanceof Frame.LatestIs latest)) {
            throw new DunlinException(Reason.PROTOCOL, "asked for the latest of " + name + ", answered with " + reply);
        }
        Envelope envelope = latest.envelope();
        if (envelope == null || session.time().reading().isPast(envelope)) {
            return Optional.empty();
        }
        return Optional.of(Message.of(envelope, codec.decode(envelope.payload()), 1, null));
    }
}
