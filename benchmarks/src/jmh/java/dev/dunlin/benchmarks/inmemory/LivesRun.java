package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Publishers;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.benchmarks.load.Tally;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionStats;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages a second, 1 → 1, by how long messages live: {@link Lives}. Every message must come as what was published under its
 * number, in order, and come or be counted as expired.
 *
 * <p>Arguments: one of {@link Lives}, warm-up and window in milliseconds.
 */
final class LivesRun {

    private static final int PAYLOAD_BYTES = 64;
    private static final long RETRY_NANOS = 100_000;
    private static final long POLL_NANOS = 50_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private LivesRun() {}

    public static void main(String[] arguments) throws InterruptedException {
        Lives lives = Lives.valueOf(arguments[0]);
        Payloads payloads = new Payloads(PAYLOAD_BYTES, false, 1);
        try (Broker broker = Broker.inMemory(lives.config())) {
            Topic<byte[]> topic = broker.topic("bench.load", Codec.bytes());
            InOrder taken = new InOrder(payloads);
            Subscription subscription = topic.subscribe(DunlinBus.BOUND, taken::accept);
            subscription.established().toCompletableFuture().join();
            try (Publishers publishers = new Publishers(payloads, List.of(sender(topic, lives.options())))) {
                Tally before = publishers.run(Duration.ofMillis(Long.parseLong(arguments[1])));
                await(subscription, before.count());
                long expiredBefore = subscription.stats().expired();
                taken.forgetLateness();
                long start = System.nanoTime();
                long sent = publishers
                        .run(Duration.ofMillis(Long.parseLong(arguments[2])))
                        .count();
                await(subscription, sent);
                double seconds = (System.nanoTime() - start) / 1e9;
                taken.requireNoneWrong();
                long messages = sent - before.count();
                Map<String, Double> notes = new TreeMap<>();
                notes.put("expired %", 100.0 * (subscription.stats().expired() - expiredBefore) / messages);
                notes.put("latest ms after its time", (double) taken.latestMillis());
                notes.put("retained", (double) broker.stats().retainedMessages());
                Child.result(new Outcome.Measured(messages / seconds, notes));
            }
        }
    }

    private static Sender sender(Topic<byte[]> topic, PublishOptions[] options) {
        return new Sender() {
            private int next;

            @Override
            public void send(byte[] payload) {
                PublishOptions said = options[next++ & (options.length - 1)];
                while (true) {
                    try {
                        var unused = topic.publish(payload, said);
                        return;
                    } catch (DunlinException e) {
                        if (e.reason() != Reason.MEMORY_FULL) {
                            throw e;
                        }
                        LockSupport.parkNanos(RETRY_NANOS);
                    }
                }
            }
        };
    }

    /** Until all that was sent was taken or had expired. */
    private static void await(Subscription subscription, long sent) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        SubscriptionStats stats = subscription.stats();
        while (stats.delivered() + stats.expired() < sent) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("sent " + sent + ", but " + stats);
            }
            LockSupport.parkNanos(POLL_NANOS);
            stats = subscription.stats();
        }
        if (stats.delivered() + stats.expired() != sent) {
            throw new IllegalStateException("sent " + sent + ", but " + stats);
        }
    }
}
