package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client says again when it has another connection. */
final class ResendTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final Station server = Station.server(world, wire);

    private void greetWith(int window) {
        server.greeting = new Frame.Welcome(
                Frame.VERSION, "test", 77, 1_000, window, world.clock().millis(), true, true);
    }

    private BrokerClient connect() {
        return BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder().environment(world).transport(wire).build());
    }

    private void reconnect() {
        wire.breakNow();
        world.advance(Duration.ofSeconds(1));
    }

    private List<Long> publishedIds() {
        List<Long> ids = new ArrayList<>();
        server.take(Frame.Publish.class)
                .forEach(frame ->
                        IntStream.range(0, frame.messages().size()).forEach(i -> ids.add(frame.firstId() + i)));
        return ids;
    }

    @Test
    void whatIsUnansweredIsSentAgainInOrderAndNoMoreThanTheServerAllows() {
        greetWith(4);
        BrokerClient client = connect();
        Topic<String> topic = client.topic("tides", Codec.utf8());
        List<Receipt> receipts =
                IntStream.range(0, 4).mapToObj(i -> topic.publish("" + i)).toList();
        world.run();
        assertThat(publishedIds()).containsExactly(1L, 2L, 3L, 4L);
        server.accept(1, 2, 0);
        greetWith(1);
        reconnect();
        assertThat(publishedIds()).as("of two, one may be unanswered").containsExactly(3L);
        greetWith(4);
        reconnect();
        assertThat(publishedIds()).containsExactly(3L, 4L);
        server.accept(3, 2, 2);
        assertThat(receipts.stream().map(Receipt::sequence)).containsExactly(0L, 1L, 2L, 3L);
        topic.publish("4");
        world.run();
        assertThat(publishedIds()).containsExactly(5L);
    }

    @Test
    @Timeout(10)
    void whoIsSentElsewhereSendsNothingMoreUntilThere() {
        greetWith(4);
        Topic<String> topic = connect().topic("tides", Codec.utf8());
        topic.publish("0");
        world.run();
        server.take(Frame.Publish.class);
        server.say(new Frame.GoAway("now"));
        List<Receipt> later = List.of(topic.publish("1"), topic.publish("2"));
        world.run();
        assertThat(server.take(Frame.Publish.class)).isEmpty();
        server.accept(1, 1, 0);
        world.advance(Duration.ofSeconds(1));
        assertThat(server.take(Frame.Goodbye.class)).hasSize(1);
        assertThat(publishedIds()).containsExactly(2L, 3L);
        server.accept(2, 2, 1);
        assertThat(later.stream().map(Receipt::sequence)).containsExactly(1L, 2L);
    }

    @Test
    @Timeout(10)
    void whatTheServerDoesNotAllowYetIsSentWhenItHasAnswered() {
        greetWith(4);
        Topic<String> topic = connect().topic("tides", Codec.utf8());
        greetWith(1);
        reconnect();
        List<Receipt> receipts =
                IntStream.range(0, 3).mapToObj(i -> topic.publish("" + i)).toList();
        for (int i = 0; i < 3; i++) {
            world.run();
            assertThat(publishedIds()).containsExactly(i + 1L);
            server.accept(i + 1, 1, i);
        }
        assertThat(receipts.stream().map(Receipt::sequence)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aSubscriptionIsOpenedWhereItStoodForTheCreditThatIsLeft() {
        greetWith(4);
        BrokerClient client = connect();
        List<Long> came = new ArrayList<>();
        client.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, message -> came.add(message.sequence()));
        world.run();
        Frame.Subscribe first = server.only(Frame.Subscribe.class);
        assertThat(first.epoch()).isZero();
        server.say(new Frame.Subscribed(1, Map.of("tides", 10L), 0), SubscriptionScene.deliver(1, 10, 13));
        reconnect();
        Frame.Subscribe again = server.only(Frame.Subscribe.class);
        assertThat(again.subscription()).isEqualTo(1);
        assertThat(again.epoch()).isEqualTo(77);
        assertThat(again.terms().from()).isEqualTo(Position.each(Map.of("tides", 13L), Position.earliest()));
        assertThat(again.creditBytes()).isEqualTo(first.creditBytes() - 3L * SubscriptionScene.COST);
        server.say(new Frame.Subscribed(1), SubscriptionScene.deliver(1, 13, 15));
        assertThat(came).containsExactly(10L, 11L, 12L, 13L, 14L);
    }

    @Test
    void whatIsHeldOrSettledIsNotHandedOutAgainAndWhatWasRejectedIs() {
        greetWith(4);
        BrokerClient client = connect();
        List<Long> came = new ArrayList<>();
        var subscription = client.subscribe(
                "tides",
                Codec.bytes(),
                SubscribeOptions.builder().manual().maxAttempts(9).build(),
                message -> came.add(message.sequence()));
        world.run();
        server.say(new Frame.Subscribed(1), SubscriptionScene.deliver(1, 0, 4));
        subscription.acknowledge("tides", 0);
        subscription.acknowledge("tides", 2);
        subscription.reject("tides", 3);
        world.run();
        server.take(Frame.Acknowledge.class);
        reconnect();
        assertThat(server.take(Frame.Subscribe.class).get(1).terms().from())
                .as("the oldest that is not settled")
                .isEqualTo(Position.each(Map.of("tides", 1L), Position.earliest()));
        server.say(new Frame.Subscribed(1), SubscriptionScene.deliver(1, 1, 6));
        assertThat(came).containsExactly(0L, 1L, 2L, 3L, 3L, 4L, 5L);
        assertThat(server.only(Frame.Acknowledge.class)).isEqualTo(new Frame.Acknowledge(1, "tides", List.of(2L)));
        subscription.acknowledge("tides", 1);
        world.run();
        assertThat(server.only(Frame.Acknowledge.class)).isEqualTo(new Frame.Acknowledge(1, "tides", List.of(1L)));
    }

    @Test
    void ofMoreTopicsThanAFrameCanNameTheRestIsPassedOverHere() {
        Progress progress = new Progress(SubscribeOptions.from(Position.earliest()), false);
        List<Frame.Delivery> deliveries = IntStream.range(0, 3_000)
                .mapToObj(i -> new Frame.Delivery(
                        new Envelope("t." + i, 0, 0, Envelope.NEVER, new byte[1], Attributes.NONE), 1))
                .toList();
        assertThat(progress.arrived(deliveries, new ArrayList<>())).hasSize(3_000);
        assertThat(progress.goOn())
                .isInstanceOfSatisfying(
                        Position.Each.class, each -> assertThat(each.starts()).hasSize(Protocol.MAX_STARTS));
        assertThat(progress.arrived(deliveries, new ArrayList<>())).isEmpty();
    }
}
