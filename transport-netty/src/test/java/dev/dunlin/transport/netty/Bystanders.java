package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.contracts.World;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A publisher and a subscriber that mind their own business on connections of their own, without a pause, whatever others do
 * to their server: each message is to arrive once, in order.
 */
final class Bystanders implements AutoCloseable {

    /** How many connections they have. */
    static final int CONNECTIONS = 2;

    private final World world = World.system();
    private final Broker publisher;
    private final Broker subscriber;
    private final Thread thread = new Thread(this::publish, "bystander");
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicReference<String> wrong = new AtomicReference<>("");
    private volatile boolean stopping;

    Bystanders(URI server) {
        publisher = Broker.connect(server.toString());
        subscriber = Broker.connect(server.toString());
        Subscription subscription =
                subscriber.topic("bystanders", Codec.bytes()).subscribe(message -> receive(message.value()));
        world.await(
                "they have begun",
                () -> subscription.established().toCompletableFuture().isDone());
        thread.start();
        exchange(1);
    }

    private void publish() {
        try {
            Topic<byte[]> topic = publisher.topic("bystanders", Codec.bytes());
            while (!stopping) {
                long number = acknowledged.get();
                topic.publish(ByteBuffer.allocate(Long.BYTES).putLong(number).array())
                        .accepted();
                acknowledged.incrementAndGet();
            }
        } catch (RuntimeException e) {
            wrong.compareAndSet("", "publishing failed: " + e);
        }
        world.pulse();
    }

    private void receive(byte[] value) {
        long number = ByteBuffer.wrap(value).getLong();
        if (number != received.getAndIncrement()) {
            wrong.compareAndSet("", "number " + number + " came as the " + received.get() + "th");
        }
        world.pulse();
    }

    /** Waits until so many more messages have gone from one to the other. */
    void exchange(int more) {
        long wanted = received.get() + more;
        world.await("more messages have come through", () -> received.get() >= wanted || !"".equals(wrong.get()));
        assertThat(wrong).hasValue("");
    }

    /** Ends it, and looks whether all that was acknowledged has arrived. */
    @Override
    public void close() {
        stopping = true;
        world.await("the publisher has stopped", () -> !thread.isAlive());
        assertThat(wrong).hasValue("");
        world.await("all has arrived", () -> received.get() == acknowledged.get());
        publisher.close();
        subscriber.close();
        assertThat(wrong).hasValue("");
    }
}
