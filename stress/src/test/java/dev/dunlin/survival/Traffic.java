package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.ClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A client that publishes without end, and another that is given everything: what comes must be just what was published,
 * in its order.
 */
final class Traffic implements AutoCloseable {

    private static final int MOST_UNACKNOWLEDGED = 64;
    private static final long LOOK_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Broker publishing;
    private final Broker subscribing;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong came = new AtomicLong();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final Thread publisher;
    private volatile boolean stopped;

    Traffic(String address) {
        this.publishing = connect(address);
        this.subscribing = connect(address);
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.earliest())
                .onGap(this::missed)
                .build();
        subscribing.subscribe(Peer.TOPIC, Codec.utf8(), options, message -> take(message.sequence(), message.value()));
        this.publisher = new Thread(this::publish, "publisher");
        publisher.setDaemon(true);
        publisher.start();
    }

    static Broker connect(String address) {
        return BrokerClient.connect(
                Stream.of(address.split(",", -1)).map(URI::create).toList(),
                ClientConfig.builder()
                        .heartbeat(Duration.ofMillis(300))
                        .connectTimeout(Duration.ofSeconds(3))
                        .reconnectFor(Duration.ofMinutes(5))
                        .build());
    }

    private void publish() {
        Topic<String> topic = publishing.topic(Peer.TOPIC, Codec.utf8());
        ArrayDeque<Receipt> open = new ArrayDeque<>();
        try {
            for (long number = 0; !stopped; number++) {
                open.add(topic.publish("" + number, Peer.KEPT));
                while (open.size() >= MOST_UNACKNOWLEDGED) {
                    settle(open.remove());
                }
            }
            while (!open.isEmpty()) {
                settle(open.remove());
            }
        } catch (RuntimeException e) {
            faults.add("after " + acknowledged + ": " + e);
        }
    }

    private void settle(Receipt receipt) {
        long expected = acknowledged.getAndIncrement();
        if (receipt.sequence() != expected) {
            faults.add("message " + expected + " was stored as " + receipt.sequence());
        }
    }

    private void take(long sequence, String value) {
        long expected = came.getAndIncrement();
        if (sequence != expected || !value.equals("" + expected)) {
            faults.add("given " + value + " as " + sequence + ", expected " + expected);
        }
    }

    private void missed(Gap gap) {
        faults.add("missed " + gap);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until so many more have been acknowledged, and have come. */
    void awaitMore(long count) {
        long target = acknowledged.get() + count;
        await(() -> acknowledged.get() >= target && came.get() >= target);
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean() && faults.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no progress: " + acknowledged + " acknowledged, " + came + " have come");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        assertThat(List.copyOf(faults)).isEmpty();
    }

    /** Ends it, and checks that all that was published was stored once, and came once. */
    void finish() throws InterruptedException {
        stopped = true;
        publisher.join(Duration.ofMinutes(1).toMillis());
        assertThat(publisher.isAlive()).as("the publisher is still at it").isFalse();
        await(() -> came.get() >= acknowledged.get());
        assertThat(came.get()).isEqualTo(acknowledged.get());
        List<Long> stored = new ArrayList<>();
        subscribing.topics().forEach(topic -> stored.add(topic.nextSequence()));
        assertThat(stored).containsExactly(acknowledged.get());
    }

    @Override
    public void close() {
        stopped = true;
        publishing.close();
        subscribing.close();
    }
}
