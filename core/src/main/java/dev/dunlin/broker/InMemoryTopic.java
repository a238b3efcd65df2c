package dev.dunlin.broker;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Clock;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topic of an {@link InMemoryBroker}: its log, its settings, and who reads it. Safe for use by any thread. */
final class InMemoryTopic {

    private static final Feed[] NO_FEEDS = {};

    private final InMemoryBroker broker;
    private final TopicLog log;
    private final Clock clock;
    private final Dispatcher home;
    private final BackPressure backPressure;
    private volatile Lifetimes lifetimes;

    /** Changed under the directory's lock. */
    private volatile Feed[] feeds = NO_FEEDS;

    private @Nullable Map<String, DeliveryGroup> groups;

    /** The settings in milliseconds. */
    private record Lifetimes(long defaultMillis, long maxMillis) {}

    InMemoryTopic(InMemoryBroker broker, String name, TopicConfig config, Dispatcher home) {
        this.broker = broker;
        this.log = new TopicLog(name);
        this.clock = broker.environment().clock();
        this.home = home;
        this.backPressure = new BackPressure(broker, log);
        this.lifetimes = lifetimesOf(config);
    }

    private static Lifetimes lifetimesOf(TopicConfig config) {
        return new Lifetimes(Ttl.millis(config.defaultTtl()), Ttl.millis(config.maxTtl()));
    }

    String name() {
        return log.topic();
    }

    TopicLog log() {
        return log;
    }

    Clock clock() {
        return clock;
    }

    Dispatcher home() {
        return home;
    }

    void configure(TopicConfig config) {
        this.lifetimes = lifetimesOf(config);
    }

    Receipt publish(byte[] payload, PublishOptions options) {
        int cost = admit(payload, options);
        long now = clock.tickMillis();
        long expires = expiry(options, now);
        Duration delay = options.delay();
        if (delay != null) {
            return broker.delayed().hold(this, payload, options.attributes(), now, expires, now + delay.toMillis());
        }
        long sequence = append(payload, options.attributes(), now, expires, cost);
        return new LocalReceipt(name(), sequence, now, expires, LocalReceipt.NOW);
    }

    List<Receipt> publishAll(List<byte[]> payloads, PublishOptions options) {
        if (options.delay() != null) {
            List<Receipt> receipts = new ArrayList<>(payloads.size());
            payloads.forEach(payload -> receipts.add(publish(payload, options)));
            return receipts;
        }
        long cost = 0;
        for (byte[] payload : payloads) {
            checkSize(payload);
            cost += Envelope.costBytes(payload, options.attributes());
        }
        makeRoom(cost, options);
        long now = clock.tickMillis();
        long expires = expiry(options, now);
        int count = payloads.size();
        long first = log.claim(count);
        for (int i = 0; i < count; i++) {
            Segment segment = log.store(first + i, payloads.get(i), options.attributes(), now, expires);
            broker.reclaimer().stored(log, segment, now, expires);
        }
        countAndSignal(cost);
        return new LocalReceipt.Run(name(), first, count, now, expires);
    }

    /** Appends a message that has come in, and tells the readers. */
    long append(byte[] payload, Attributes attributes, long acceptedMillis, long expiresMillis, int cost) {
        long sequence = log.claim(1);
        Segment segment = log.store(sequence, payload, attributes, acceptedMillis, expiresMillis);
        countAndSignal(cost);
        broker.reclaimer().stored(log, segment, acceptedMillis, expiresMillis);
        return sequence;
    }

    /** Counts messages that were stored, and tells all readers of them. */
    private void countAndSignal(long cost) {
        // Atomic, in volatile mode, and after the store: this is also the publisher's half of Feed's protocol.
        long before = log.addBytes(cost);
        for (Feed feed : feeds) {
            feed.signal();
        }
        broker.ledger().cameIn(before, before + cost);
    }

    private int admit(byte[] payload, PublishOptions options) {
        checkSize(payload);
        int cost = Envelope.costBytes(payload, options.attributes());
        makeRoom(cost, options);
        return cost;
    }

    private void checkSize(byte[] payload) {
        if (payload.length > broker.maxMessageBytes()) {
            throw broker.refuse(
                    name(),
                    Reason.TOO_LARGE,
                    "message of " + payload.length + " bytes: at most " + broker.maxMessageBytes()
                            + "; split it, or raise maxMessageBytes");
        }
    }

    private void makeRoom(long cost, PublishOptions options) {
        broker.admit(this, cost);
        backPressure.admit(cost, options);
    }

    /** A reader has come further, and has let others see it. */
    void roomMade(Reader reader) {
        backPressure.roomMade(reader);
    }

    private long expiry(PublishOptions options, long now) {
        Lifetimes limits = lifetimes;
        Duration own = options.ttl();
        long ttl = Math.min(own == null ? limits.defaultMillis : Ttl.millis(own), limits.maxMillis);
        Duration delay = options.delay();
        if (delay != null && ttl <= delay.toMillis()) {
            broker.countRejected(name());
            throw new IllegalArgumentException("delay=" + delay + ": " + name() + " keeps the message "
                    + Duration.ofMillis(ttl) + ", so it would expire before it comes into sight; give it a longer ttl");
        }
        return Ttl.expiry(now, ttl);
    }

    /** Tells the readers that a dispatcher serves. */
    void signal(Dispatcher dispatcher) {
        for (Feed feed : feeds) {
            if (feed instanceof DispatcherFeed shared && shared.dispatcher() == dispatcher) {
                feed.signal();
            }
        }
    }

    /** The newest message, if it is alive. */
    @Nullable
    Envelope latest() {
        Envelope newest = log.newest();
        return newest == null || newest.expiresMillis() <= clock.millis() ? null : newest;
    }

    /** Has a reader served; under the directory's lock. */
    void attach(Reader reader) {
        Feed own = reader.subscription().ownFeed();
        Feed feed = own != null ? own : sharedFeed(reader.subscription().dispatcher());
        feed.add(reader);
        if (!List.of(feeds).contains(feed)) {
            List<Feed> all = new ArrayList<>(List.of(feeds));
            all.add(feed);
            feeds = all.toArray(NO_FEEDS);
        }
        backPressure.add(reader);
        VarHandle.fullFence();
        feed.signal();
    }

    private Feed sharedFeed(Dispatcher dispatcher) {
        for (Feed feed : feeds) {
            if (feed instanceof DispatcherFeed shared && shared.dispatcher() == dispatcher) {
                return feed;
            }
        }
        return new DispatcherFeed(dispatcher);
    }

    /** Has a reader served no more; under the directory's lock. */
    void detach(Reader reader) {
        List<Feed> left = new ArrayList<>();
        for (Feed feed : feeds) {
            feed.remove(reader);
            boolean stillOurs = List.of(feed.readers()).stream().anyMatch(other -> other.topic() == this);
            if (stillOurs) {
                left.add(feed);
            }
        }
        feeds = left.toArray(NO_FEEDS);
        backPressure.remove(reader);
    }

    /** The groups that share this topic, by name; under the directory's lock. */
    Map<String, DeliveryGroup> groups() {
        Map<String, DeliveryGroup> all = groups;
        if (all == null) {
            all = new HashMap<>();
            groups = all;
        }
        return all;
    }

    TopicStats stats() {
        int subscriptions = 0;
        for (Feed feed : feeds) {
            for (Reader reader : feed.readers()) {
                subscriptions += reader.topic() == this ? 1 : 0;
            }
        }
        long next = log.nextSequence();
        long gone = log.goneMessages();
        return new TopicStats(
                name(),
                log.firstKept(),
                next,
                Math.max(0, next - gone),
                Math.max(0, log.bytesIn() - log.goneBytes()),
                subscriptions);
    }
}
