package dev.dunlin.session;

import static dev.dunlin.session.SessionAdapterTest.message;
import static dev.dunlin.session.SessionAdapterTest.messages;
import static dev.dunlin.session.SessionAdapterTest.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Accepted;
import dev.dunlin.transport.Frame.Outcome;
import dev.dunlin.transport.Frame.Outgoing;
import dev.dunlin.transport.Frame.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of publishes at a server: published in order, answered in runs, held back where a subscriber says so. */
class PublishAdapterTest {

    private static final int MAX_MESSAGE = 1 << 20;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private Broker broker;
    private BrokerServer server;
    private Station client;

    @BeforeEach
    void serve() {
        broker = Broker.inMemory(BrokerConfig.builder()
                .environment(world)
                .maxMessageBytes(MAX_MESSAGE)
                .build());
        server = serve(broker, wire);
        client = Station.welcomed(world, wire);
    }

    private static BrokerServer serve(Broker broker, Wire wire) {
        return BrokerServer.serve(
                broker,
                ServerConfig.builder().address("test://here").transport(wire).build());
    }

    @AfterEach
    void close() {
        server.close();
        broker.close();
    }

    private List<Outcome> outcomes() {
        List<Outcome> all = new ArrayList<>();
        client.take(Frame.Published.class).forEach(frame -> all.addAll(frame.outcomes()));
        return all;
    }

    private static Outgoing blob(String topic, int size) {
        return new Outgoing(topic, new byte[size], Attributes.NONE, 0, 0);
    }

    /** Publishes messages of 900 bytes, each in a frame of its own. */
    private void publishApart(int count) {
        for (int i = 1; i <= count; i++) {
            client.say(new Frame.Publish(i, List.of(blob("tides", 900))));
        }
    }

    @Test
    void aBatchIsAnsweredAsOneRun() {
        long now = world.clock().millis();
        client.say(new Frame.Publish(1, messages("tides", 50)), new Frame.Publish(60, messages("tides", 1)));
        Frame.Published answer = client.only(Frame.Published.class);
        assertThat(answer.outcomes())
                .containsExactly(
                        new Accepted(1, 50, 0, now, now + 60_000, 0), new Accepted(60, 1, 50, now, now + 60_000, 0));
    }

    @Test
    void severalFramesReadTogetherAreAnsweredOnce() {
        int flushes = client.connection.peer.flushes;
        client.say(
                new Frame.Publish(1, messages("tides", 3)),
                new Frame.Publish(4, messages("tides", 3)),
                new Frame.Publish(7, messages("tides", 3)));
        assertThat(client.only(Frame.Published.class).outcomes())
                .hasSize(1)
                .first()
                .satisfies(run -> {
                    assertThat(run.count()).isEqualTo(9);
                    assertThat(((Accepted) run).firstSequence()).isZero();
                });
        assertThat(client.connection.peer.flushes).isEqualTo(flushes + 1);
    }

    @Test
    void whatDiffersIsAnsweredApartAndInOrder() {
        long now = world.clock().millis();
        client.say(new Frame.Publish(
                1,
                List.of(
                        message("tides", "a"),
                        message("winds", "b"),
                        message("winds", "c"),
                        message("tides", "d"),
                        new Outgoing("tides", new byte[1], Attributes.NONE, 5_000, 0),
                        new Outgoing("tides", new byte[1], Attributes.NONE, Envelope.NEVER, 0),
                        new Outgoing("tides", new byte[1], Attributes.NONE, 9_000, 3_000))));
        assertThat(outcomes())
                .containsExactly(
                        new Accepted(1, 1, 0, now, now + 60_000, 0),
                        new Accepted(2, 2, 0, now, now + 60_000, 0),
                        new Accepted(4, 1, 1, now, now + 60_000, 0),
                        new Accepted(5, 1, 2, now, now + 5_000, 0),
                        new Accepted(6, 1, 3, now, Envelope.NEVER, 0),
                        new Accepted(7, 1, 0, now, now + 9_000, now + 3_000));
    }

    @Test
    void attributesArriveWithTheirMessages() {
        List<Message<byte[]>> came = new ArrayList<>();
        broker.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, came::add);
        Attributes first = new Attributes("k", "i", Map.of("h", "v"));
        Attributes second = new Attributes("k", "j", Map.of("h", "v"));
        client.say(new Frame.Publish(
                1,
                List.of(
                        new Outgoing("tides", new byte[1], first, 0, 0),
                        new Outgoing("tides", new byte[2], first, 0, 0),
                        new Outgoing("tides", new byte[3], second, 0, 0),
                        new Outgoing("tides", new byte[4], Attributes.NONE, 0, 0))));
        assertThat(came)
                .extracting(message -> message.envelope().attributes())
                .containsExactly(first, first, second, Attributes.NONE);
        assertThat(came).extracting(message -> message.value().length).containsExactly(1, 2, 3, 4);
    }

    @Test
    void oneThatIsRefusedDoesNotTakeItsNeighboursAlong() {
        client.say(new Frame.Publish(
                1, List.of(blob("tides", 1), blob("tides", MAX_MESSAGE + 1), blob("tides", 1), blob("tides", 1))));
        List<Outcome> outcomes = outcomes();
        assertThat(outcomes).hasSize(3);
        assertThat(((Accepted) outcomes.get(0)).firstSequence()).isZero();
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(outcomes.get(2)).satisfies(run -> {
            assertThat(run.firstId()).isEqualTo(3);
            assertThat(run.count()).isEqualTo(2);
            assertThat(((Accepted) run).firstSequence()).isEqualTo(1);
        });
        assertThat(server.stats().refused()).isEqualTo(Map.of(Reason.TOO_LARGE, 1L));
    }

    @Test
    void whatCannotBeIsRefusedWithItsReason() {
        client.say(new Frame.Publish(
                1,
                List.of(
                        message("", "no name"),
                        message("tides.*", "a wildcard"),
                        new Outgoing("tides", new byte[1], Attributes.NONE, -5, 0),
                        new Outgoing("tides", new byte[1], Attributes.NONE, 5, 10),
                        message("tides", "sound"))));
        List<Outcome> outcomes = outcomes();
        assertThat(outcomes).hasSize(5);
        assertThat(outcomes.subList(0, 4))
                .allSatisfy(outcome -> assertThat(((Refused) outcome).reason()).isEqualTo(Reason.REJECTED));
        assertThat(((Refused) outcomes.get(1)).detail()).contains("wildcards");
        assertThat(((Refused) outcomes.get(2)).detail()).contains("ttl=PT-0.005S");
        assertThat(((Accepted) outcomes.get(4)).firstSequence()).isZero();
        assertThat(client.closed).isNull();
    }

    @Test
    void aSubscriberThatFailsPublishersIsHeardAtOnce() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.FAIL, 1_000)
                .build();
        broker.subscribe("tides", Codec.bytes(), options, message -> {});
        client.say(
                new Frame.Publish(1, List.of(blob("tides", 400))),
                new Frame.Publish(2, Collections.nCopies(4, blob("tides", 400))));
        List<Outcome> outcomes = outcomes();
        assertThat(outcomes).hasSize(2);
        assertThat(((Accepted) outcomes.get(0)).count()).isEqualTo(2);
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo(Reason.SUBSCRIBER_BEHIND);
        assertThat(outcomes.get(1).count()).isEqualTo(3);
    }

    @Test
    void aSubscriberThatBlocksHoldsTheAnswersBack() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.BLOCK, 1_000)
                .build();
        Subscription slow = broker.subscribe("tides", Codec.bytes(), options, message -> {});
        client.say(
                new Frame.Publish(1, List.of(blob("winds", 1), blob("tides", 800))),
                new Frame.Publish(3, List.of(blob("tides", 800), blob("winds", 1))),
                new Frame.Publish(5, List.of(blob("tides", 1))),
                new Frame.Ask(1, new Frame.Stats()));
        assertThat(outcomes()).extracting(Outcome::firstId).containsExactly(1L, 2L);
        assertThat(client.take(Frame.Answer.class))
                .as("what does not wait is answered")
                .hasSize(1);
        assertThat(client.connection.peer.readingPaused).isFalse();

        world.advance(Duration.ofSeconds(1));
        assertThat(outcomes()).isEmpty();
        assertThat(server.stats().refused()).isEmpty();

        slow.resume();
        world.advance(Duration.ofMillis(50));
        // The last two share a run although their topics differ: their sequences happen to follow one another.
        assertThat(outcomes()).extracting(Outcome::firstId, Outcome::count).containsExactly(tuple(3L, 1), tuple(4L, 2));
        assertThat(broker.stats().published()).isEqualTo(5);
    }

    @Test
    void heldPublishesAreTriedAgainEverySoOften() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.BLOCK, 1_000)
                .build();
        broker.subscribe("tides", Codec.bytes(), options, message -> {});
        publishApart(2);
        long before = broker.stats().refused().getOrDefault(Reason.WOULD_BLOCK, 0L);
        world.advance(Duration.ofMillis(7));
        long early = broker.stats().refused().getOrDefault(Reason.WOULD_BLOCK, 0L) - before;
        assertThat(early).as("after 0.5, 1.5, 3.5 and 6.5 ms").isEqualTo(4);
        world.advance(Duration.ofSeconds(3));
        long later = broker.stats().refused().getOrDefault(Reason.WOULD_BLOCK, 0L) - before - early;
        assertThat(later).as("every 3 ms").isEqualTo(1_000);
    }

    @Test
    void theOneThatBlocksMayBeOnTheSameConnection() {
        client.say(new Frame.Subscribe(1, "tides", terms(false, Overload.BLOCK, 2_000), 1_000));
        publishApart(20);
        assertThat(outcomes().stream().mapToInt(Outcome::count).sum()).isLessThan(20);
        int delivered = 0;
        for (int i = 0; i < 100 && delivered < 20; i++) {
            int came = client.take(Frame.Deliver.class).stream()
                    .mapToInt(frame -> frame.deliveries().size())
                    .sum();
            delivered += came;
            client.say(new Frame.Credit(1, 1_000));
            world.advance(Duration.ofMillis(10));
        }
        assertThat(delivered).isEqualTo(20);
        assertThat(outcomes().stream().mapToInt(Outcome::count).sum()).isPositive();
        assertThat(broker.stats().published()).isEqualTo(20);
    }

    @Test
    void aClientThatDisregardsItsWindowInBytesIsNotReadFrom() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.BLOCK, 1_000)
                .build();
        Subscription slow = broker.subscribe("tides", Codec.bytes(), options, message -> {});
        int count = 30;
        for (int i = 0; i < count; i++) {
            client.say(new Frame.Publish(1 + i, List.of(blob("tides", MAX_MESSAGE))));
        }
        assertThat(client.connection.peer.readingPaused).isTrue();
        long unread = (long) count - client.connection.peer.framesRead() + 1;
        assertThat(unread).as("frames that were not read").isBetween(5L, 10L);

        slow.close();
        world.advance(Duration.ofMillis(10));
        assertThat(client.connection.peer.readingPaused).isFalse();
        assertThat(outcomes().stream().mapToInt(Outcome::count).sum()).isEqualTo(count);
    }

    @Test
    void shuttingDownAnswersWhatIsHeld() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.BLOCK, 1_000)
                .build();
        broker.subscribe("tides", Codec.bytes(), options, message -> {});
        publishApart(3);
        outcomes();
        server.close();
        world.run();
        Refused refused = (Refused) outcomes().get(0);
        assertThat(refused.reason()).isEqualTo(Reason.CLOSED);
        assertThat(refused.firstId()).isEqualTo(2);
        assertThat(refused.count()).isEqualTo(2);
        assertThat(client.take(Frame.Goodbye.class)).hasSize(1);
        world.advance(Duration.ofSeconds(1));
        assertThat(broker.stats().published()).isEqualTo(1);
    }

    @Test
    void nothingIsTriedForAClientThatIsGone() {
        SubscribeOptions options = SubscribeOptions.builder()
                .paused()
                .overload(Overload.BLOCK, 1_000)
                .build();
        Subscription slow = broker.subscribe("tides", Codec.bytes(), options, message -> {});
        publishApart(3);
        client.connection.peer.hangUp();
        world.run();
        slow.close();
        world.advance(Duration.ofSeconds(1));
        assertThat(broker.stats().published()).isEqualTo(1);
    }

    /** A broker whose word comes later: a client of the first server, served once more. */
    @Test
    void answersThatComeLaterKeepTheirOrder() {
        Wire second = new Wire();
        BrokerClient between = BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder().environment(world).transport(wire).build());
        BrokerServer relay = serve(between, second);
        Station far = Station.welcomed(world, second);
        far.say(
                new Frame.Publish(1, messages("tides", 10)),
                new Frame.Publish(11, List.of(message("tides.*", "refused"), message("tides", "last"))));
        List<Outcome> outcomes = new ArrayList<>();
        far.take(Frame.Published.class).forEach(frame -> outcomes.addAll(frame.outcomes()));
        assertThat(outcomes).extracting(Outcome::firstId).containsExactly(1L, 11L, 12L);
        assertThat(outcomes).extracting(Outcome::count).containsExactly(10, 1, 1);
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo(Reason.REJECTED);
        assertThat(((Accepted) outcomes.get(2)).firstSequence()).isEqualTo(10);
        relay.close();
        between.close();
    }
}
