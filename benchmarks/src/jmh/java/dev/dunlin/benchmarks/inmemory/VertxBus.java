package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The event bus of Vert.x, local, each subscriber a verticle with an event loop of its own, payloads by reference through a
 * codec that copies nothing. The bus holds nobody up and drops what a slow consumer does not take: so the publishers here
 * stop where the slowest subscriber is {@link Bus#MAX_WAITING} behind.
 */
final class VertxBus implements Bus {

    private static final String ADDRESS = "bench.load";
    private static final String CODEC = "as-it-is";

    /** How often the slowest is looked up. */
    private static final int LOOK_EVERY = 64;

    private static final long RETRY_NANOS = 20_000;
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final List<Meter> subscribers;
    private final AtomicLong sent = new AtomicLong();

    VertxBus(List<Meter> subscribers) {
        this.subscribers = List.copyOf(subscribers);
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(subscribers.size()));
        vertx.eventBus().registerCodec(new AsItIs());
        for (Meter subscriber : subscribers) {
            vertx.deployVerticle(new Consumer(subscriber))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Override
    public Sender sender() {
        DeliveryOptions options = new DeliveryOptions().setCodecName(CODEC).setLocalOnly(true);
        return new Sender() {
            private int untilLook;

            @Override
            public void send(byte[] payload) {
                if (--untilLook < 0) {
                    takeTurn();
                    untilLook = LOOK_EVERY - 1;
                }
                vertx.eventBus().publish(ADDRESS, payload, options);
            }
        };
    }

    /** Waits until the slowest has room for {@link #LOOK_EVERY} more. */
    private void takeTurn() {
        long ahead = sent.addAndGet(LOOK_EVERY) - MAX_WAITING;
        for (Meter subscriber : subscribers) {
            while (subscriber.count() < ahead) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static final class Consumer extends AbstractVerticle {

        private final Meter meter;

        Consumer(Meter meter) {
            this.meter = meter;
        }

        @Override
        public void start() {
            MessageConsumerOptions options = new MessageConsumerOptions()
                    .setAddress(ADDRESS)
                    .setLocalOnly(true)
                    .setMaxBufferedMessages(2 * MAX_WAITING);
            vertx.eventBus().<byte[]>consumer(options, message -> meter.accept(message.body()));
        }
    }

    /** A reference goes from publisher to subscriber; nothing goes over a wire. */
    private static final class AsItIs implements MessageCodec<byte[], byte[]> {

        private static final byte CODEC_OF_A_USER = -1;

        @Override
        public void encodeToWire(Buffer buffer, byte[] payload) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public byte[] decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public byte[] transform(byte[] payload) {
            return payload;
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return CODEC_OF_A_USER;
        }
    }
}
