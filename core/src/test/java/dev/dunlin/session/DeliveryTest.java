package dev.dunlin.session;

import static dev.dunlin.session.SessionAdapterTest.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server delivers: as much as was asked for, as fast as the connection takes it, in order, and nothing stale. */
class DeliveryTest {

    /** What a message of 28 bytes costs. */
    private static final int COST = new Envelope("tides", 0, 0, 0, new byte[28], Attributes.NONE).costBytes();

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final List<Frame.Delivery> delivered = new ArrayList<>();
    private Broker broker;
    private BrokerServer server;
    private Station client;
    private Topic<byte[]> tides;

    @BeforeEach
    void serve() {
        broker = Broker.inMemory(BrokerConfig.builder().environment(world).build());
        server = BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address("test://here")
                        .transport(wire)
                        .batchBytes(10 * COST)
                        .build());
        client = Station.welcomed(world, wire);
        tides = broker.topic("tides", Codec.bytes());
    }

    @AfterEach
    void close() {
        server.close();
        broker.close();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            tides.publish(new byte[28]);
        }
        world.run();
    }

    /** Takes what was delivered; gives how many messages came. */
    private int came() {
        List<Frame.Deliver> frames = client.take(Frame.Deliver.class);
        frames.forEach(frame -> delivered.addAll(frame.deliveries()));
        return frames.stream().mapToInt(frame -> frame.deliveries().size()).sum();
    }

    private List<Long> sequences() {
        return delivered.stream()
                .map(delivery -> delivery.envelope().sequence())
                .toList();
    }

    @Test
    void noMoreIsDeliveredThanWasAskedFor() {
        publish(1_000);
        client.say(new Frame.Subscribe(1, "tides", terms(), 5L * COST));
        assertThat(came()).isEqualTo(5);
        world.advance(Duration.ofMillis(5));
        assertThat(came()).isZero();

        client.say(new Frame.Credit(1, 7L * COST));
        assertThat(came()).isEqualTo(7);
        client.say(new Frame.Credit(1, 1));
        assertThat(came())
                .as("a message more than the credit, so that one larger than the credit comes too")
                .isEqualTo(1);
        client.say(new Frame.Credit(1, COST - 1));
        assertThat(came()).isZero();
        client.say(new Frame.Credit(1, Long.MAX_VALUE), new Frame.Credit(1, Long.MAX_VALUE));
        assertThat(came()).isEqualTo(987);
        assertThat(sequences()).isEqualTo(LongStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void withoutCreditNothingIsTakenFromTheBroker() {
        publish(400);
        client.say(new Frame.Subscribe(1, "tides", terms(), 0));
        assertThat(client.take(Frame.Subscribed.class)).hasSize(1);
        publish(300);
        assertThat(broker.stats().delivered()).isZero();
        client.say(new Frame.Credit(1, 1));
        assertThat(came()).isEqualTo(1);
        assertThat(broker.stats().delivered())
                .as("one batch, of which the rest waits here")
                .isBetween(1L, 256L);
    }

    @Test
    void creditMayBeTakenBack() {
        client.say(new Frame.Subscribe(1, "tides", terms(), 10L * COST));
        publish(2);
        assertThat(came()).isEqualTo(2);
        client.say(new Frame.Credit(1, -8L * COST));
        publish(5);
        assertThat(came()).isZero();
        assertThat(broker.stats().delivered()).isEqualTo(2);
        client.say(new Frame.Credit(1, 3L * COST));
        assertThat(came()).isEqualTo(3);
    }

    @Test
    void subscribedIsSaidBeforeAnythingIsDelivered() {
        publish(3);
        client.say(new Frame.Subscribe(1, "tides", terms(), 1_000));
        assertThat(client.received).first().isEqualTo(new Frame.Subscribed(1));
        assertThat(came()).isEqualTo(3);
    }

    @Test
    void messagesGoInFramesOfMeasuredSizeThatLeaveTogether() {
        client.say(new Frame.Subscribe(1, "tides", terms(), 1 << 20));
        int flushes = client.connection.peer.flushes;
        IntStream.range(0, 25).forEach(i -> tides.publish(new byte[28]));
        world.run();
        List<Frame.Deliver> frames = client.take(Frame.Deliver.class);
        assertThat(frames).extracting(frame -> frame.deliveries().size()).containsExactly(10, 10, 5);
        assertThat(client.connection.peer.flushes).isEqualTo(flushes + 1);
    }

    @Test
    void aConnectionThatCannotBeWrittenToHoldsUpTheSubscription() {
        client.say(new Frame.Subscribe(1, "tides", terms(), 1 << 20));
        client.connection.peer.setWritable(false);
        publish(500);
        assertThat(came()).isZero();
        assertThat(broker.stats().delivered()).isLessThanOrEqualTo(256);

        client.connection.peer.setWritable(true);
        world.run();
        assertThat(came()).isEqualTo(500);
        assertThat(sequences()).isEqualTo(LongStream.range(0, 500).boxed().toList());
    }

    @Test
    void oneSubscriptionWithoutCreditDoesNotHoldUpTheOthers() {
        client.say(new Frame.Subscribe(1, "tides", terms(), COST), new Frame.Subscribe(2, "tides", terms(), 1 << 20));
        publish(100);
        List<Frame.Deliver> second = client.take(Frame.Deliver.class, frame -> frame.subscription() == 2);
        assertThat(second.stream().mapToInt(frame -> frame.deliveries().size()).sum())
                .isEqualTo(100);
        assertThat(came()).isEqualTo(1);
    }

    @Test
    void whatExpiresWhileItWaitsForCreditIsNotDelivered() {
        client.say(new Frame.Subscribe(1, "tides", terms(), COST));
        for (int i = 0; i < 10; i++) {
            tides.publish(new byte[28], PublishOptions.ttl(Duration.ofMillis(i % 2 == 0 ? 10 : 1_000)));
        }
        world.run();
        assertThat(came()).isEqualTo(1);
        world.advance(Duration.ofMillis(10));
        client.say(new Frame.Credit(1, 1 << 20));
        came();
        assertThat(sequences()).containsExactly(0L, 1L, 3L, 5L, 7L, 9L);
        assertThat(server.stats().expired()).isEqualTo(4);
    }

    @Test
    void whatExpiresWhileItWaitsIsNotHeldAgainstTheSubscriber() {
        Frame.Terms terms =
                new Frame.Terms(Position.earliest(), null, true, 30_000, 5, null, 4, Overload.SKIP, Long.MAX_VALUE);
        client.say(new Frame.Subscribe(1, "tides", terms, COST));
        for (int i = 0; i < 8; i++) {
            tides.publish(new byte[28], PublishOptions.ttl(Duration.ofMillis(i < 4 ? 10 : 1_000)));
        }
        world.run();
        assertThat(came()).isEqualTo(1);
        world.advance(Duration.ofMillis(10));
        client.say(new Frame.Acknowledge(1, "tides", List.of(0L)), new Frame.Credit(1, 1 << 20));
        came();
        assertThat(sequences())
                .as("the places of the expired are free for others")
                .containsExactly(0L, 4L, 5L, 6L, 7L);
    }

    @Test
    void gapsAreTold() {
        client.say(new Frame.Subscribe(1, "tides", terms(false, Overload.SKIP, 3L * COST), COST));
        publish(1);
        assertThat(came()).isEqualTo(1);
        publish(200);
        client.say(new Frame.Credit(1, 1 << 20));
        came();
        List<Frame.Skipped> gaps = client.take(Frame.Skipped.class);
        assertThat(gaps).isNotEmpty().allSatisfy(skipped -> {
            assertThat(skipped.gap().reason()).isEqualTo(DropReason.SUBSCRIBER_BEHIND);
            assertThat(skipped.gap().topic()).isEqualTo("tides");
        });
        long missed = gaps.stream().mapToLong(skipped -> skipped.gap().count()).sum();
        assertThat(delivered.size() + missed).isEqualTo(201);
        assertThat(sequences()).isSorted().doesNotHaveDuplicates().contains(200L);
    }

    @Test
    void theEndIsToldAfterWhatCameBefore() {
        client.say(new Frame.Subscribe(1, "tides", terms(), COST));
        publish(5);
        assertThat(came()).isEqualTo(1);
        broker.close();
        world.run();
        assertThat(client.take(Frame.Ended.class))
                .as("four messages wait before it")
                .isEmpty();
        client.say(new Frame.Credit(1, 1 << 20));
        assertThat(came()).isEqualTo(4);
        assertThat(client.only(Frame.Ended.class).end()).isEqualTo(new SubscriptionEnd.BrokerClosed());
        client.say(new Frame.Credit(1, 1), new Frame.Unsubscribe(1));
        assertThat(client.closed).isNull();
    }

    @Test
    void anOverloadedSubscriberIsDisconnected() {
        client.say(new Frame.Subscribe(1, "tides", terms(false, Overload.DISCONNECT, 3L * COST), 0));
        publish(10);
        client.say(new Frame.Credit(1, 1));
        assertThat(client.only(Frame.Ended.class).end()).isInstanceOf(SubscriptionEnd.Overloaded.class);
        assertThat(broker.stats().subscriptions()).isZero();
    }

    @Test
    void anOverloadedSubscriberIsToldThoughItHasNoCreditForWhatWaits() {
        client.say(new Frame.Subscribe(1, "tides", terms(false, Overload.DISCONNECT, 20L * COST), 5L * COST));
        publish(15);
        assertThat(came()).isEqualTo(5);
        assertThat(client.take(Frame.Ended.class)).isEmpty();
        publish(30);
        assertThat(client.only(Frame.Ended.class).end()).isInstanceOf(SubscriptionEnd.Overloaded.class);
        client.say(new Frame.Credit(1, Long.MAX_VALUE));
        assertThat(came()).as("nothing follows the end").isZero();
    }

    @Test
    void fatesReachTheBroker() {
        client.say(new Frame.Subscribe(1, "tides", terms(true, Overload.SKIP, Long.MAX_VALUE), 1 << 20));
        publish(4);
        assertThat(came()).isEqualTo(4);
        client.say(
                new Frame.Acknowledge(1, "tides", List.of(0L, 2L)),
                new Frame.Reject(1, "tides", List.of(1L)),
                new Frame.Acknowledge(1, "tides", List.of(0L, 99L)),
                new Frame.Reject(1, "winds", List.of(0L)));
        assertThat(came()).isEqualTo(1);
        assertThat(delivered.get(4).attempt()).isEqualTo(2);
        assertThat(delivered.get(4).envelope().sequence()).isEqualTo(1);
        assertThat(broker.stats().acknowledged()).isEqualTo(2);
        assertThat(broker.stats().redelivered()).isEqualTo(1);
    }

    @Test
    void aClosedSubscriptionDeliversNothingMore() {
        client.say(new Frame.Subscribe(1, "tides", terms(), COST));
        publish(5);
        client.say(new Frame.Unsubscribe(1), new Frame.Credit(1, 1 << 20));
        publish(5);
        assertThat(came()).isEqualTo(1);
        assertThat(client.take(Frame.Ended.class)).isEmpty();
    }
}
