package dev.dunlin.broker;

import dev.dunlin.broker.Counters.Count;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A subscription of an {@link InMemoryBroker}: a reader in each of its topics, and one outlet for them all. */
final class InMemorySubscription implements Subscription {

    private final InMemoryBroker broker;
    private final String pattern;
    private final SubscribeOptions options;
    private final Outlet<?> outlet;
    private final OverloadPolicy overloadPolicy;
    private final Dispatcher dispatcher;
    private final Counters counters;
    private final CopyOnWriteArrayList<Reader> readers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();
    private final AtomicInteger isolation = new AtomicInteger();

    /** How many messages are handed out and not acknowledged, in all topics. */
    private final AtomicInteger held = new AtomicInteger();

    private volatile boolean paused;
    private final AtomicReference<@Nullable SubscriptionEnd> end = new AtomicReference<>();

    private volatile @Nullable Thread servedBy;

    /** The feed of all readers, or null as long as the dispatcher serves them. */
    private volatile @Nullable Feed ownFeed;

    InMemorySubscription(
            InMemoryBroker broker,
            String pattern,
            SubscribeOptions options,
            Outlet<?> outlet,
            Dispatcher dispatcher,
            @Nullable Feed ownFeed) {
        this.broker = broker;
        this.pattern = pattern;
        this.options = options;
        this.outlet = outlet;
        this.dispatcher = dispatcher;
        this.overloadPolicy = new OverloadPolicy(this, options.overload(), options.maxUnconsumedBytes());
        this.counters = new Counters(broker.counters());
        this.paused = options.paused();
        Executor executor = options.executor();
        this.ownFeed = ownFeed != null || executor == null ? ownFeed : new ExecutorFeed(this, executor);
    }

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public CompletionStage<Void> established() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ended.minimalCompletionStage();
    }

    SubscribeOptions options() {
        return options;
    }

    Outlet<?> outlet() {
        return outlet;
    }

    OverloadPolicy overloadPolicy() {
        return overloadPolicy;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Counters counters() {
        return counters;
    }

    AtomicInteger held() {
        return held;
    }

    @Nullable
    Feed ownFeed() {
        return ownFeed;
    }

    Iterable<Reader> readers() {
        return readers;
    }

    /** Takes a reader in; the broker's directory holds its lock. */
    void add(Reader reader) {
        readers.add(reader);
    }

    /** Whether messages may be handed out. */
    boolean takesMore() {
        return !paused && end.get() == null;
    }

    /** Whether the caller is in this subscription's own handler: then it cannot wait for it. */
    boolean isServedByCaller() {
        return Thread.currentThread().equals(servedBy);
    }

    /** Says which thread is about to call the handler, if it matters; null when it is done. */
    void servedBy(@Nullable Thread thread) {
        if (overloadPolicy.gates()) {
            servedBy = thread;
        }
    }

    @Nullable
    SubscriptionEnd end() {
        return end.get();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        signalAll();
    }

    /** Has all readers looked after. */
    void signalAll() {
        VarHandle.fullFence();
        Feed own = ownFeed;
        if (own != null) {
            own.signal();
            return;
        }
        for (Reader reader : readers) {
            reader.topic().signal(dispatcher);
        }
    }

    @Override
    public void acknowledge(String topic, long sequence) {
        Reader reader = reader(topic);
        if (reader != null) {
            reader.acknowledge(sequence);
        }
    }

    @Override
    public void reject(String topic, long sequence) {
        Reader reader = reader(topic);
        if (reader != null) {
            reader.reject(sequence);
        }
    }

    private @Nullable Reader reader(String topic) {
        for (Reader reader : readers) {
            if (reader.topic().name().equals(topic)) {
                return reader;
            }
        }
        return null;
    }

    /** Messages were skipped. */
    void missed(Gap gap) {
        counters.add(Count.SKIPPED, gap.count());
        if (gap.reason() == DropReason.SUBSCRIBER_BEHIND) {
            broker.countDropped(gap.reason(), gap.count());
        }
        tell(new BrokerEvent.Skipped(pattern, gap));
        try {
            options.onGap().accept(gap);
        } catch (Throwable e) {
            broker.log("onGap of " + pattern + " threw", e);
        }
    }

    /** A message that was handed out in vain is not handed out again. */
    void drop(Envelope envelope, DropReason reason) {
        broker.countDropped(reason, 1);
        if (reason == DropReason.ATTEMPTS_EXHAUSTED) {
            counters.add(Count.SKIPPED, 1);
        }
    }

    void tell(BrokerEvent event) {
        broker.tell(event);
    }

    /**
     * A handler does not come back: moves all readers to a feed of their own, which nobody serves until the handler has
     * come back after all.
     */
    void isolate() {
        ExecutorFeed feed = new ExecutorFeed(this, broker.environment().executor());
        feed.hold();
        broker.move(this, () -> ownFeed = feed);
        goOnAlone();
    }

    /** Called twice, by {@link #isolate} and by the thread that comes back: whoever is second has the feed served. */
    void goOnAlone() {
        if (isolation.incrementAndGet() == 2) {
            Feed feed = ownFeed;
            if (feed != null) {
                feed.enqueue();
            }
        }
    }

    @Override
    public Map<String, Long> positions() {
        Map<String, Long> positions = new HashMap<>();
        for (Reader reader : readers) {
            positions.put(reader.topic().name(), reader.position());
        }
        return positions;
    }

    @Override
    public SubscriptionStats stats() {
        return counters.snapshot(pattern, readers);
    }

    @Override
    public void close() {
        end(new SubscriptionEnd.Cancelled());
    }

    void end(SubscriptionEnd how) {
        if (!end.compareAndSet(null, how)) {
            return;
        }
        broker.remove(this);
        for (Reader reader : readers) {
            reader.leave();
        }
        if (!(how instanceof SubscriptionEnd.Cancelled)) {
            tell(new BrokerEvent.SubscriptionEnded(pattern, how));
        }
        ended.complete(how);
    }
}
