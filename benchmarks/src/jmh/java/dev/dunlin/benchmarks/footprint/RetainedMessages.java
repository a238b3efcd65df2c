package dev.dunlin.benchmarks.footprint;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import java.time.Duration;
import java.util.Map;

/**
 * Bytes that a retained message takes beyond its payload's: the array's header, what describes it, and its place.
 *
 * <p>Arguments: dunlin or caffeine, and how many messages.
 */
final class RetainedMessages {

    private static final int PAYLOAD_BYTES = 64;
    private static final Duration TTL = Duration.ofHours(1);
    private static final int LINES_LOGGED = 12;

    private RetainedMessages() {}

    public static void main(String[] arguments) {
        int messages = Integer.parseInt(arguments[1]);
        boolean dunlin = arguments[0].equals("dunlin");
        long before = LiveHeap.bytes();
        Object keeper = dunlin ? dunlin(messages) : caffeine(messages);
        long after = LiveHeap.bytes();
        LiveHeap.histogram().lines().limit(LINES_LOGGED).forEach(System.err::println);
        checkKept(keeper, messages);
        Child.result(new Outcome.Measured((after - before) / (double) messages - PAYLOAD_BYTES, Map.of()));
    }

    private static Broker dunlin(int messages) {
        Broker broker = Broker.inMemory(BrokerConfig.builder()
                .topics(TopicConfig.DEFAULT.withDefaultTtl(TTL))
                .build());
        Topic<byte[]> topic = broker.topic("bench.kept", Codec.bytes());
        for (int i = 0; i < messages; i++) {
            topic.publish(new byte[PAYLOAD_BYTES]);
        }
        return broker;
    }

    private static Cache<Long, byte[]> caffeine(int messages) {
        Cache<Long, byte[]> cache = Caffeine.newBuilder()
                .expireAfter(Expiry.<Long, byte[]>creating((key, payload) -> TTL))
                .build();
        for (long i = 0; i < messages; i++) {
            cache.put(i, new byte[PAYLOAD_BYTES]);
        }
        cache.cleanUp();
        return cache;
    }

    private static void checkKept(Object keeper, long messages) {
        long kept = keeper instanceof Broker broker
                ? broker.stats().retainedMessages()
                : ((Cache<?, ?>) keeper).estimatedSize();
        if (kept != messages) {
            throw new IllegalStateException("kept " + kept + " of " + messages + " messages");
        }
    }
}
