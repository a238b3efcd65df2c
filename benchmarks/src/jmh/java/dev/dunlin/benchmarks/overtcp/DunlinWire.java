package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Dunlin over TCP: every publish is acknowledged, and every acknowledgement looked at. */
final class DunlinWire implements Wire {

    private static final String TOPIC = "bench.load";

    /** What may wait in the server for a subscriber before publishers are held up. */
    private static final long MAX_WAITING_BYTES = 8L << 20;

    private final List<Subscription> subscriptions = new ArrayList<>();

    private static Broker connect(int port) {
        return Broker.connect("tcp://127.0.0.1:" + port);
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) {
        SubscribeOptions options = SubscribeOptions.builder()
                .overload(Overload.BLOCK, MAX_WAITING_BYTES)
                .build();
        Subscription subscription =
                connect(port).subscribe(TOPIC, Codec.bytes(), options, message -> taker.accept(message.value()));
        subscription.established().toCompletableFuture().join();
        subscriptions.add(subscription);
    }

    @Override
    public String describe() {
        return subscriptions.stream().map(Subscription::stats).toList().toString();
    }

    @Override
    public Sender sender(int port) {
        return new WindowSender(connect(port).topic(TOPIC, Codec.bytes()));
    }

    /** Publishes up to a window ahead of the oldest publish whose acknowledgement it has not looked at. */
    private static final class WindowSender implements Sender {

        private static final int WINDOW = 1 << 16;

        private final Topic<byte[]> topic;
        private final @Nullable Receipt[] receipts = new @Nullable Receipt[WINDOW];
        private int next;

        WindowSender(Topic<byte[]> topic) {
            this.topic = topic;
        }

        @Override
        public void send(byte[] payload) {
            look(next);
            receipts[next] = topic.publish(payload);
            next = (next + 1) & (WINDOW - 1);
        }

        @Override
        public void flush() {
            for (int i = 0; i < WINDOW; i++) {
                look(i);
                receipts[i] = null;
            }
        }

        /** Waits for the acknowledgement; throws if the broker said no. */
        private void look(int index) {
            Receipt receipt = receipts[index];
            if (receipt != null && receipt.sequence() < 0) {
                throw new IllegalStateException("acknowledged with sequence " + receipt.sequence());
            }
        }
    }
}
