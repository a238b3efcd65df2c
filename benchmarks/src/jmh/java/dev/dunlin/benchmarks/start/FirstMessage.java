package dev.dunlin.benchmarks.start;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Topic;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Embeds a broker, subscribes, publishes, and says "delivered" with the times, in nanoseconds, at which {@code main} began and
 * the first message was there.
 */
final class FirstMessage {

    private FirstMessage() {}

    public static void main(String[] arguments) {
        long begun = System.nanoTime();
        byte[] sent = {1, 2, 3};
        CompletableFuture<byte[]> first = new CompletableFuture<>();
        try (Broker broker = Broker.inMemory()) {
            Topic<byte[]> topic = broker.topic("start", Codec.bytes());
            var subscription = topic.subscribe(message -> first.complete(message.value()));
            subscription.established().toCompletableFuture().join();
            var unused = topic.publish(sent);
            byte[] delivered = first.join();
            long there = System.nanoTime();
            if (!Arrays.equals(sent, delivered)) {
                throw new IllegalStateException(
                        "sent " + Arrays.toString(sent) + ", but " + Arrays.toString(delivered) + " was delivered");
            }
            System.out.println("delivered " + begun + " " + there);
        }
    }
}
