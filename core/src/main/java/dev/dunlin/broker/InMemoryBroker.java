package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerConfig.WhenFull;
import dev.dunlin.broker.Counters.Count;
import dev.dunlin.environment.Environment;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A broker in this process's memory. */
final class InMemoryBroker implements Broker {

    private static final Logger LOG = System.getLogger("dev.dunlin.broker");

    private final BrokerConfig config;
    private final long epoch;
    private final Ledger ledger;
    private final Reclaimer reclaimer;
    private final DelayedMessages delayed;
    private final TopicDirectory directory;
    private final List<Dispatcher> dispatchers = new ArrayList<>();
    private final Counters counters = new Counters(null);
    private final Map<DropReason, LongAdder> dropped = adders(DropReason.class);
    private final Map<Reason, LongAdder> refused = adders(Reason.class);
    private final LongAdder relieved = new LongAdder();
    private final boolean listening;
    private volatile boolean closed;

    InMemoryBroker(BrokerConfig config) {
        this.config = config;
        Environment environment = config.environment();
        this.epoch = environment.random().nextLong() & Long.MAX_VALUE;
        this.ledger = new Ledger(config.maxRetainedBytes());
        this.listening = !BrokerListener.NOBODY.equals(config.listener());
        this.reclaimer = new Reclaimer(environment, ledger, new Burial());
        this.delayed = new DelayedMessages(environment, ledger);
        for (int i = 1; i <= config.workers(); i++) {
            dispatchers.add(new Dispatcher("dunlin-broker-" + i, environment, relieved, this::tellOfRelief));
        }
        this.directory = new TopicDirectory(this, config.maxTopics(), dispatchers);
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> reasons) {
        Map<E, LongAdder> adders = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec) {
        try {
            TopicName.check("topic", name);
        } catch (IllegalArgumentException e) {
            countRejected(name);
            throw e;
        }
        return new TopicHandle<>(this, name, Objects.requireNonNull(codec, "codec"));
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec, TopicConfig config) {
        Objects.requireNonNull(config, "config");
        Topic<T> topic = topic(name, codec);
        checkOpen();
        directory.topic(name).configure(config);
        return topic;
    }

    @Override
    public <T> Subscription subscribe(String pattern, Codec<T> codec, SubscribeOptions options, Handler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        return subscribe(pattern, options, new Outlet.Single<>(Objects.requireNonNull(codec, "codec"), handler), null);
    }

    @Override
    public <T> Subscription subscribeBatches(
            String pattern, Codec<T> codec, SubscribeOptions options, BatchHandler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        return subscribe(pattern, options, new Outlet.Batch<>(Objects.requireNonNull(codec, "codec"), handler), null);
    }

    @Override
    public <T> Poller<T> poller(String pattern, Codec<T> codec, SubscribeOptions options) {
        Outlet.Polled<T> outlet = new Outlet.Polled<>(Objects.requireNonNull(codec, "codec"));
        PollFeed feed = new PollFeed();
        return new InMemoryPoller<>(environment(), subscribe(pattern, options, outlet, feed), outlet, feed);
    }

    private InMemorySubscription subscribe(
            String pattern, SubscribeOptions options, Outlet<?> outlet, @Nullable Feed feed) {
        TopicName.checkPattern(pattern);
        Objects.requireNonNull(options, "options");
        checkOpen();
        Dispatcher dispatcher = directory.dispatcherFor(pattern, options.group());
        InMemorySubscription subscription = new InMemorySubscription(this, pattern, options, outlet, dispatcher, feed);
        directory.add(subscription);
        if (closed) {
            subscription.end(new SubscriptionEnd.BrokerClosed());
        }
        return subscription;
    }

    @Override
    public List<TopicStats> topics() {
        return directory.stats();
    }

    @Override
    public BrokerStats stats() {
        long published = 0;
        long expired = 0;
        long bytes = delayed.bytes();
        for (InMemoryTopic topic : directory.topics()) {
            TopicLog log = topic.log();
            published += log.nextSequence();
            expired += log.goneMessages();
            bytes += Math.max(0, log.bytesIn() - log.goneBytes());
        }
        long retained = Math.max(0, published - expired);
        Map<DropReason, Long> drops = sums(dropped);
        return new BrokerStats(
                epoch,
                directory.topics().size(),
                directory.subscriptions().size(),
                published,
                counters.get(Count.DELIVERED),
                counters.get(Count.ACKNOWLEDGED),
                counters.get(Count.REDELIVERED),
                counters.get(Count.FAILED),
                counters.get(Count.DEAD_LETTERED),
                expired - drops.getOrDefault(DropReason.MEMORY_FULL, 0L),
                retained,
                bytes,
                config.maxRetainedBytes(),
                delayed.size(),
                relieved.sum(),
                directory.lag(),
                drops,
                sums(refused));
    }

    /** The counts that are not zero. */
    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
        Map<E, Long> sums = new LinkedHashMap<>();
        adders.forEach((reason, adder) -> {
            if (adder.sum() != 0) {
                sums.put(reason, adder.sum());
            }
        });
        return sums;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Environment environment() {
        return config.environment();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        for (InMemorySubscription subscription : List.copyOf(directory.subscriptions())) {
            subscription.end(new SubscriptionEnd.BrokerClosed());
        }
        for (Envelope envelope : delayed.close()) {
            countDropped(DropReason.BROKER_CLOSED, 1);
            tell(new BrokerEvent.Dropped(envelope, DropReason.BROKER_CLOSED));
        }
        reclaimer.close();
        dispatchers.forEach(Dispatcher::close);
    }

    /** As {@link #checkOpen()}, for a publish. */
    void checkOpen(String topic) {
        if (closed) {
            throw refuse(topic, Reason.CLOSED, "the broker is closed");
        }
    }

    void checkOpen() {
        if (closed) {
            throw new DunlinException(Reason.CLOSED, "the broker is closed");
        }
    }

    TopicDirectory directory() {
        return directory;
    }

    TopicConfig defaults() {
        return config.topics();
    }

    int maxMessageBytes() {
        return config.maxMessageBytes();
    }

    Ledger ledger() {
        return ledger;
    }

    Reclaimer reclaimer() {
        return reclaimer;
    }

    DelayedMessages delayed() {
        return delayed;
    }

    Counters counters() {
        return counters;
    }

    /** Makes sure that a publish may go ahead: the broker is open, and its bound on memory is not reached. */
    void admit(InMemoryTopic topic, long costBytes) {
        if (closed) {
            throw refuse(topic.name(), Reason.CLOSED, "the broker is closed");
        }
        if (ledger.wouldExceed(costBytes)) {
            makeMemory(topic, costBytes);
        }
    }

    private void makeMemory(InMemoryTopic topic, long costBytes) {
        reclaimer.catchUp(directory.logs());
        if (!ledger.wouldExceed(costBytes)) {
            return;
        }
        if (config.whenFull() == WhenFull.DROP_OLDEST && costBytes <= config.maxRetainedBytes()) {
            shed(costBytes);
            return;
        }
        throw refuse(
                topic.name(),
                Reason.MEMORY_FULL,
                "all topics retain the most they may, " + config.maxRetainedBytes()
                        + " bytes; give messages a shorter ttl, raise maxRetainedBytes, or publish again later");
    }

    private void shed(long costBytes) {
        for (long excess = ledger.excess(costBytes); excess > 0; excess = ledger.excess(costBytes)) {
            InMemoryTopic largest = directory.largest();
            // More than needed, so that the next publishes need not look for the largest again.
            long wanted = Math.max(excess, config.maxRetainedBytes() / 64);
            if (largest == null || reclaimer.shed(largest.log(), wanted) == 0) {
                return;
            }
        }
    }

    /** Waits for a subscriber to catch up. */
    void awaitRoom(CompletionStage<Void> room, long timeoutNanos) {
        try {
            environment().await(room, timeoutNanos);
        } catch (DunlinException e) {
            if (e.reason() != Reason.TIMED_OUT || Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    /** Publishes a message that was given up. Gives whether that worked. */
    boolean deadLetter(String topic, Envelope envelope, int attempts) {
        try {
            Map<String, String> headers =
                    new LinkedHashMap<>(envelope.attributes().headers());
            headers.put("dunlin-topic", envelope.topic());
            headers.put("dunlin-sequence", Long.toString(envelope.sequence()));
            headers.put("dunlin-attempts", Integer.toString(attempts));
            Attributes attributes = new Attributes(
                    envelope.attributes().key(), envelope.attributes().id(), headers);
            directory.topic(topic).publish(envelope.payload(), new PublishOptions(null, null, attributes, false));
            return true;
        } catch (RuntimeException e) {
            log("cannot publish " + envelope + " to its dead-letter topic " + topic, e);
            return false;
        }
    }

    /** Counts a publish that fails, and gives what to throw. */
    DunlinException refuse(String topic, Reason reason, String detail) {
        countRefused(topic, reason);
        return new DunlinException(reason, topic + ": " + detail);
    }

    /** Counts what is its caller's mistake, or its codec's: that is thrown as it is. */
    void countRejected(String topic) {
        countRefused(topic, Reason.REJECTED);
    }

    private void countRefused(String topic, Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
        tell(new BrokerEvent.Refused(topic, reason));
    }

    void countDropped(DropReason reason, long count) {
        Objects.requireNonNull(dropped.get(reason)).add(count);
    }

    void tell(BrokerEvent event) {
        if (!listening) {
            return;
        }
        try {
            config.listener().on(event);
        } catch (Throwable e) {
            log("the broker's listener threw", e);
        }
    }

    void log(String what, Throwable failure) {
        LOG.log(Level.WARNING, what, failure);
    }

    private void tellOfRelief(InMemorySubscription subscription, long heldMillis) {
        tell(new BrokerEvent.WorkerRelieved(subscription.pattern(), heldMillis));
    }

    void remove(InMemorySubscription subscription) {
        directory.remove(subscription);
    }

    void move(InMemorySubscription subscription, Runnable putInPlace) {
        directory.move(subscription, putInPlace);
    }

    /** Reports what the reclaimer buries. */
    private final class Burial implements Reclaimer.Funeral {

        @Override
        public void expired(Envelope envelope) {
            tell(new BrokerEvent.Expired(envelope));
        }

        @Override
        public void dropped(Envelope envelope) {
            countDropped(DropReason.MEMORY_FULL, 1);
            tell(new BrokerEvent.Dropped(envelope, DropReason.MEMORY_FULL));
        }

        @Override
        public boolean attended() {
            return listening;
        }
    }
}
