package dev.dunlin.session;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

/** A client on virtual time, a server that does what a test says, and what came for the client's subscriptions. */
abstract class SubscriptionScene {

    static final int COST = envelope(0, Envelope.NEVER).costBytes();

    final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    final Wire wire = new Wire();
    final Station server = Station.server(world, wire);
    final List<BrokerEvent> events = new ArrayList<>();
    final List<Message<byte[]>> came = new ArrayList<>();
    BrokerClient client;

    @BeforeEach
    final void connect() {
        client = connect(config());
        server.take(Frame.Hello.class);
    }

    ClientConfig.Builder config() {
        return ClientConfig.builder()
                .environment(world)
                .transport(wire)
                .creditBytes(10L * COST)
                .prefetch(16)
                .listener(events::add);
    }

    static BrokerClient connect(ClientConfig.Builder config) {
        return BrokerClient.connect(Station.ADDRESS, config.build());
    }

    static Envelope envelope(long sequence, long expiresMillis) {
        return new Envelope("tides", sequence, 0, expiresMillis, new byte[28], Attributes.NONE);
    }

    static Frame.Delivery delivery(long sequence) {
        return new Frame.Delivery(envelope(sequence, Envelope.NEVER), 1);
    }

    static Frame.Deliver deliver(long subscription, int from, int to) {
        return new Frame.Deliver(
                subscription,
                IntStream.range(from, to).mapToObj(SubscriptionScene::delivery).toList());
    }

    Subscription subscribe(SubscribeOptions options) {
        Subscription subscription = client.subscribe("tides", Codec.bytes(), options, came::add);
        world.run();
        return subscription;
    }

    List<Long> sequences() {
        return came.stream().map(Message::sequence).toList();
    }

    static SubscribeOptions.Builder byHand() {
        return SubscribeOptions.builder().manual();
    }
}
