package dev.dunlin.benchmarks.hostile;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A publisher and a subscriber, on a connection each. For each line on its input, a span in milliseconds, it publishes a
 * message each half a millisecond, on schedule, and says "latency" with the median and the 99th percentile in nanoseconds,
 * from when a message was due until it was received.
 *
 * <p>Arguments: port.
 */
final class Bystanders {

    private static final long INTERVAL_NANOS = 500_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
    private final AtomicLong received = new AtomicLong();
    private final Topic<byte[]> topic;

    private Bystanders(Broker publisher, Broker subscriber) {
        topic = publisher.topic("bystanders", Codec.bytes());
        Subscription subscription = subscriber
                .topic("bystanders", Codec.bytes())
                .subscribe(message -> {
                    latencies.recordValue(
                            System.nanoTime() - ByteBuffer.wrap(message.value()).getLong());
                    received.incrementAndGet();
                });
        subscription.established().toCompletableFuture().join();
    }

    public static void main(String[] arguments) throws IOException {
        String address = "tcp://127.0.0.1:" + arguments[0];
        try (Broker publisher = Broker.connect(address);
                Broker subscriber = Broker.connect(address)) {
            Bystanders bystanders = new Bystanders(publisher, subscriber);
            System.out.println("ready");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                bystanders.measure(Long.parseLong(line));
            }
        }
    }

    private void measure(long millis) {
        latencies.reset();
        long messages = TimeUnit.MILLISECONDS.toNanos(millis) / INTERVAL_NANOS;
        long wanted = received.get() + messages;
        long due = System.nanoTime();
        for (long i = 0; i < messages; i++) {
            due += INTERVAL_NANOS;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            topic.publish(ByteBuffer.allocate(Long.BYTES * 2).putLong(due).array());
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (received.get() < wanted) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException((wanted - received.get()) + " messages were lost");
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        System.out.println("latency " + latencies.getValueAtPercentile(50) + " " + latencies.getValueAtPercentile(99));
    }
}
