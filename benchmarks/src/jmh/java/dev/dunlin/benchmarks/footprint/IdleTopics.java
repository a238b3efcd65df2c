package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bytes that a topic takes which nobody uses just now, its name and the handle of whoever holds it included, the payload
 * of a message that it still keeps not.
 *
 * <p>Arguments: made, kept or expired, and how many topics.
 */
final class IdleTopics {

    private static final int PAYLOAD_BYTES = 64;
    private static final Duration BRIEF = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);
    private static final long POLL_MILLIS = 100;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int LINES_LOGGED = 16;

    private IdleTopics() {}

    public static void main(String[] arguments) throws InterruptedException {
        String use = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        try (Broker broker = Broker.inMemory()) {
            useOne(broker, use, "bench.first");
            long before = LiveHeap.bytes();
            List<Topic<byte[]>> topics = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                topics.add(useOne(broker, use, "bench.idle." + i));
            }
            if (use.equals("expired")) {
                awaitReclaimed(broker);
            }
            long payloads = use.equals("kept") ? PAYLOAD_BYTES : 0;
            double each = (LiveHeap.bytes() - before) / (double) topics.size() - payloads;
            LiveHeap.histogram().lines().limit(LINES_LOGGED).forEach(System.err::println);
            Child.result(new Outcome.Measured(each, Map.of()));
        }
    }

    private static Topic<byte[]> useOne(Broker broker, String use, String name) {
        Topic<byte[]> topic = broker.topic(name, Codec.bytes());
        if (!use.equals("made")) {
            Duration ttl = use.equals("expired") ? BRIEF : LONG;
            topic.publish(new byte[PAYLOAD_BYTES], PublishOptions.ttl(ttl));
        }
        return topic;
    }

    private static void awaitReclaimed(Broker broker) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (broker.stats().retainedMessages() > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        broker.stats().retainedMessages() + " messages are still there a minute after they expired");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
