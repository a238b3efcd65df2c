package dev.dunlin.benchmarks.inmemory;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The publish path alone: one thread, nobody subscribed, so that only what the publisher pays is seen. An invocation
 * publishes so many messages as fit the memory of a new broker, which keeps them all.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PublishBenchmark {

    private static final int MESSAGES = 1 << 18;
    private static final int BATCH = 16;
    private static final int RING = 1 << 16;
    private static final byte[] PAYLOAD = new byte[64];
    private static final List<byte[]> PAYLOADS = Collections.nCopies(BATCH, PAYLOAD);
    private static final PublishOptions OWN_TTL = PublishOptions.ttl(Duration.ofMinutes(2));

    /** A broker for each invocation. */
    @State(Scope.Thread)
    public static class Dunlin {

        private @Nullable Broker broker;
        private @Nullable Topic<byte[]> topic;

        @Setup(Level.Invocation)
        public void open() {
            Broker opened = Broker.inMemory();
            broker = opened;
            topic = opened.topic("bench.publish", Codec.bytes());
        }

        @TearDown(Level.Invocation)
        public void close() {
            if (broker != null) {
                broker.close();
            }
        }

        Topic<byte[]> topic() {
            if (topic == null) {
                throw new IllegalStateException("not open");
            }
            return topic;
        }
    }

    /** A ring that is used on and on. */
    @State(Scope.Thread)
    public static class Ring {

        private final Disruptor<Slot> disruptor = new Disruptor<>(
                Slot::new, RING, DaemonThreadFactory.INSTANCE, ProducerType.MULTI, new BlockingWaitStrategy());
        private final RingBuffer<Slot> buffer = disruptor.start();

        @TearDown
        public void close() {
            disruptor.halt();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publish(Dunlin dunlin, Blackhole taken) {
        Topic<byte[]> topic = dunlin.topic();
        for (int i = 0; i < MESSAGES; i++) {
            taken.consume(topic.publish(PAYLOAD));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publishOwnTtl(Dunlin dunlin, Blackhole taken) {
        Topic<byte[]> topic = dunlin.topic();
        for (int i = 0; i < MESSAGES; i++) {
            taken.consume(topic.publish(PAYLOAD, OWN_TTL));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publishAll(Dunlin dunlin, Blackhole taken) {
        Topic<byte[]> topic = dunlin.topic();
        for (int i = 0; i < MESSAGES; i += BATCH) {
            taken.consume(topic.publishAll(PAYLOADS));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptor(Ring ring) {
        RingBuffer<Slot> buffer = ring.buffer;
        for (int i = 0; i < MESSAGES; i++) {
            long sequence = buffer.next();
            buffer.get(sequence).payload = PAYLOAD;
            buffer.publish(sequence);
        }
    }

    private static final class Slot {
        @SuppressWarnings("unused") // nobody reads it here
        private byte @Nullable [] payload;
    }
}
