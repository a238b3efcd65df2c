package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.footprint.LiveHeap;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Nanoseconds of one publish to a topic of many subscribers, all caught up and idle: a message is published, and the next one
 * once every subscriber has taken it and has had time to fall asleep.
 *
 * <p>Arguments: subscribers, warm-up and window in milliseconds.
 */
final class Crowd {

    private static final int PAYLOAD_BYTES = 64;
    private static final long NAP_NANOS = 200_000;
    private static final long POLL_NANOS = 50_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int LEAST_MESSAGES = 20;
    private static final int COMPILED_AFTER = 200_000;

    private final int subscribers;
    private final Topic<byte[]> topic;
    private final Payloads payloads = new Payloads(PAYLOAD_BYTES, false, 1);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong checksum = new AtomicLong();
    private final Histogram delivery = new Histogram(3);
    private long sent;

    private Crowd(Topic<byte[]> topic, int subscribers) {
        this.topic = topic;
        this.subscribers = subscribers;
    }

    public static void main(String[] arguments) {
        int subscribers = Integer.parseInt(arguments[0]);
        try (Broker broker = Broker.inMemory()) {
            new Crowd(broker.topic("bench.few", Codec.bytes()), 1).haveCompiled();
            Crowd crowd = new Crowd(broker.topic("bench.crowd", Codec.bytes()), subscribers);
            long before = LiveHeap.bytes();
            crowd.gather();
            double bytesEach = (LiveHeap.bytes() - before) / (double) subscribers;
            Histogram unused = crowd.publish(Long.parseLong(arguments[1]));
            crowd.delivery.reset();
            Histogram cost = crowd.publish(Long.parseLong(arguments[2]));
            Child.result(new Outcome.Measured(
                    cost.getValueAtPercentile(50),
                    Map.of(
                            "p99 ns",
                            (double) cost.getValueAtPercentile(99),
                            "ms until the last has it",
                            crowd.delivery.getValueAtPercentile(50) / 1e6,
                            "bytes a subscriber",
                            bytesEach)));
        }
    }

    /** A publish to a large crowd takes so long to arrive that too few can be made for it to be compiled. */
    private void haveCompiled() {
        gather();
        for (int i = 0; i < COMPILED_AFTER; i++) {
            var unused = topic.publish(payloads.payload(sent++));
        }
        awaitAll(System.nanoTime());
    }

    private void gather() {
        for (int i = 0; i < subscribers; i++) {
            topic.subscribe(message -> take(message.value()))
                    .established()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void take(byte[] payload) {
        checksum.addAndGet(Payloads.checksum(payload));
        taken.incrementAndGet();
    }

    private Histogram publish(long spanMillis) {
        Histogram cost = new Histogram(3);
        long end = System.nanoTime() + Duration.ofMillis(spanMillis).toNanos();
        for (int i = 0; i < LEAST_MESSAGES || System.nanoTime() - end < 0; i++) {
            byte[] payload = payloads.payload(sent++);
            long start = System.nanoTime();
            var unused = topic.publish(payload);
            cost.recordValue(System.nanoTime() - start);
            awaitAll(start);
            LockSupport.parkNanos(NAP_NANOS);
        }
        return cost;
    }

    private void awaitAll(long start) {
        long wanted = sent * subscribers;
        while (taken.get() < wanted) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                break;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        delivery.recordValue(System.nanoTime() - start);
        long expected = payloads.tally(sent).checksum() * subscribers;
        if (taken.get() != wanted || checksum.get() != expected) {
            throw new IllegalStateException(
                    sent + " messages to each of " + subscribers + ", but " + taken + " were taken, or others");
        }
    }
}
