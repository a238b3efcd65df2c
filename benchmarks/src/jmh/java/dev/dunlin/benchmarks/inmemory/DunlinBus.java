package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Dunlin in memory with its defaults: retention, ordering and statistics on. Three settings are not the default: messages
 * live for {@link #TTL}, as a minute of them at this rate would not fit any heap; they may take half of the heap, not a
 * quarter; and a subscriber that falls behind holds
 * publishers up, as it does in the peers.
 */
final class DunlinBus implements Bus {

    static final Duration TTL = Duration.ofSeconds(1);

    private static final int PAYLOAD_BYTES = 64;
    private static final long RETRY_NANOS = 100_000;

    /** What a payload of {@link #PAYLOAD_BYTES} counts in the broker's books. */
    private static final int COST_BYTES = PAYLOAD_BYTES + 40;

    /** Subscribers that hold publishers up when {@link Bus#MAX_WAITING} messages wait. */
    static final SubscribeOptions BOUND = SubscribeOptions.builder()
            .overload(Overload.BLOCK, (long) MAX_WAITING * COST_BYTES)
            .build();

    private final Broker broker;
    private final Topic<byte[]> topic;
    private final int batch;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final LongAdder memoryFull = new LongAdder();

    DunlinBus(SubscribeOptions options, int batch, List<Meter> subscribers) {
        this.batch = batch;
        this.broker = Broker.inMemory(BrokerConfig.builder()
                .topics(TopicConfig.DEFAULT.withDefaultTtl(TTL))
                .maxRetainedBytes(Runtime.getRuntime().maxMemory() / 2)
                .build());
        this.topic = broker.topic("bench.load", Codec.bytes());
        for (Meter subscriber : subscribers) {
            Subscription subscription = topic.subscribe(options, message -> subscriber.accept(message.value()));
            subscription.established().toCompletableFuture().join();
            subscriptions.add(subscription);
        }
    }

    @Override
    public Sender sender() {
        return batch == 1 ? payload -> untilTaken(() -> topic.publish(payload)) : new BatchSender();
    }

    /** Publishes again while the broker's memory is full: that is how its bound holds a publisher up. */
    private void untilTaken(Runnable publish) {
        while (true) {
            try {
                publish.run();
                return;
            } catch (DunlinException e) {
                if (e.reason() != Reason.MEMORY_FULL) {
                    throw e;
                }
                memoryFull.increment();
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    @Override
    public Map<String, Double> notes() {
        BrokerStats stats = broker.stats();
        long dropped =
                stats.dropped().values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> notes = new TreeMap<>();
        note(notes, "publishes refused for memory", memoryFull.sum());
        note(notes, "dropped", dropped);
        note(notes, "workers relieved", stats.relieved());
        return notes;
    }

    private static void note(Map<String, Double> notes, String what, long count) {
        if (count > 0) {
            notes.put(what, (double) count);
        }
    }

    @Override
    public String describe() {
        return broker.stats() + ", "
                + subscriptions.stream().map(Subscription::stats).toList();
    }

    @Override
    public void close() {
        broker.close();
    }

    private final class BatchSender implements Sender {

        private final List<byte[]> waiting = new ArrayList<>(batch);

        @Override
        public void send(byte[] payload) {
            waiting.add(payload);
            if (waiting.size() == batch) {
                flush();
            }
        }

        @Override
        public void flush() {
            if (!waiting.isEmpty()) {
                untilTaken(() -> topic.publishAll(waiting));
                waiting.clear();
            }
        }
    }
}
