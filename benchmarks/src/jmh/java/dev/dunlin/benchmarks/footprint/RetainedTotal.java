package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Resident memory, in MiB, of a process that retains messages: the system's figure for all of it, the JVM, its code and the
 * garbage that is not yet collected included. Every message is read back and held against what was published.
 *
 * <p>Arguments: how many messages.
 */
final class RetainedTotal {

    private static final int PAYLOAD_BYTES = 64;
    private static final Duration TTL = Duration.ofHours(1);
    private static final double KIBIBYTES = 1 << 10;
    private static final double MEBIBYTE = 1 << 20;

    private RetainedTotal() {}

    public static void main(String[] arguments) throws IOException {
        long count = Long.parseLong(arguments[0]);
        BrokerConfig config = BrokerConfig.builder()
                .topics(TopicConfig.DEFAULT.withDefaultTtl(TTL))
                .maxRetainedBytes(Runtime.getRuntime().maxMemory())
                .build();
        try (Broker broker = Broker.inMemory(config)) {
            Topic<byte[]> topic = broker.topic("bench.kept", Codec.bytes());
            for (long i = 0; i < count; i++) {
                var unused = topic.publish(
                        ByteBuffer.allocate(PAYLOAD_BYTES).putLong(i).array());
            }
            double residentMebibytes = residentKibibytes() / KIBIBYTES;
            long retained = broker.stats().retainedMessages();
            if (retained != count) {
                throw new IllegalStateException("retained " + retained + " of " + count + " messages");
            }
            ReadBack.requireAll(topic, count);
            Child.result(new Outcome.Measured(residentMebibytes, Map.of("live heap MiB", LiveHeap.bytes() / MEBIBYTE)));
        }
    }

    private static long residentKibibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no VmRSS"));
    }
}
