package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Outgoing;
import dev.dunlin.transport.ServerStats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server says to a client that follows the protocol, and to one that does not. */
class SessionAdapterTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private Broker broker;
    private BrokerServer server;

    @BeforeEach
    void serve() {
        broker = Broker.inMemory(BrokerConfig.builder().environment(world).build());
        server = BrokerServer.serve(broker, config().build());
    }

    private ServerConfig.Builder config() {
        return ServerConfig.builder()
                .address("test://here")
                .transport(wire)
                .publishWindow(100)
                .maxSubscriptions(3)
                .maxConnections(2);
    }

    @AfterEach
    void close() {
        server.close();
        broker.close();
    }

    static Frame.Terms terms() {
        return terms(false, Overload.SKIP, Long.MAX_VALUE);
    }

    static Frame.Terms terms(boolean manual, Overload overload, long maxUnconsumedBytes) {
        return new Frame.Terms(
                Position.earliest(), null, manual, 30_000, manual ? 5 : 1, null, 1_000, overload, maxUnconsumedBytes);
    }

    static Outgoing message(String topic, String text) {
        return new Outgoing(topic, text.getBytes(StandardCharsets.UTF_8), Attributes.NONE, 0, 0);
    }

    static List<Outgoing> messages(String topic, int count) {
        return IntStream.range(0, count).mapToObj(i -> message(topic, "" + i)).toList();
    }

    private static void assertDropped(Station station, CloseReason reason, String saying) {
        Frame.Goodbye goodbye = station.only(Frame.Goodbye.class);
        assertThat(goodbye.reason()).isEqualTo(reason);
        assertThat(goodbye.detail()).contains(saying);
        assertThat(station.closed).as("the connection's end").isNotNull();
    }

    @Test
    void helloIsAnsweredWithWelcome() {
        Station client = Station.client(world, wire);
        client.say(new Frame.Hello(1, 5, "test", 7));
        Frame.Welcome welcome = client.only(Frame.Welcome.class);
        assertThat(welcome.version()).isEqualTo(1);
        assertThat(welcome.epoch()).isEqualTo(broker.epoch());
        assertThat(welcome.maxMessageBytes()).isEqualTo(16 << 20);
        assertThat(welcome.publishWindow()).isEqualTo(100);
        assertThat(welcome.brokerMillis()).isEqualTo(world.clock().millis());
    }

    @Test
    void aVersionThatIsNotSpokenIsRefused() {
        Station client = Station.client(world, wire);
        client.say(new Frame.Hello(2, 3, "test", 7));
        assertDropped(client, CloseReason.VERSION, "versions 2 to 3");
        assertThat(server.stats().closed()).containsEntry(CloseReason.VERSION, 1L);
    }

    @Test
    void silenceIsNotWaitedForForEver() {
        Station silent = Station.client(world, wire);
        Station talker = Station.welcomed(world, wire);
        world.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(silent.closed).isNull();
        world.advance(Duration.ofNanos(1));
        assertDropped(silent, CloseReason.TIMED_OUT, "no Hello within 10000 ms");
        assertThat(talker.closed).isNull();
    }

    static Stream<Frame> notFirst() {
        return Stream.of(
                new Frame.Ping(1),
                new Frame.Publish(1, messages("tides", 1)),
                new Frame.Ask(1, new Frame.Stats()),
                new Frame.Welcome(1, "", 1, 1, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("notFirst")
    void nothingComesBeforeHello(Frame frame) {
        Station client = Station.client(world, wire);
        client.say(frame);
        assertDropped(client, CloseReason.PROTOCOL, "Hello is expected");
    }

    static Stream<List<Frame>> notAllowed() {
        Frame.Subscribe second = new Frame.Subscribe(2, "tides", terms(), 1_000);
        return Stream.of(
                List.of(Station.hello()),
                List.of(new Frame.Welcome(1, "", 1, 1, 1, 1)),
                List.of(new Frame.Published(List.of())),
                List.of(new Frame.Deliver(1, List.of())),
                List.of(new Frame.Publish(1, List.of())),
                List.of(new Frame.Publish(0, messages("tides", 1))),
                List.of(new Frame.Publish(Long.MAX_VALUE, messages("tides", 2))),
                List.of(new Frame.Publish(1, messages("tides", 3)), new Frame.Publish(3, messages("tides", 1))),
                List.of(new Frame.Publish(1, messages("tides", 101))),
                List.of(second, second),
                List.of(second, new Frame.Subscribe(1, "tides", terms(), 1_000)),
                List.of(new Frame.Subscribe(1, "tides", terms(), -1)),
                List.of(new Frame.Credit(1, 10)),
                List.of(second, new Frame.Credit(3, 10)),
                List.of(second, new Frame.Unsubscribe(-2)),
                List.of(new Frame.Acknowledge(1, "tides", List.of(0L))),
                List.of(new Frame.Reject(1, "tides", List.of(0L))),
                List.of(new Frame.Ask(0, new Frame.Stats())),
                List.of(new Frame.Ask(5, new Frame.Stats()), new Frame.Ask(5, new Frame.Stats())));
    }

    @ParameterizedTest
    @MethodSource("notAllowed")
    void whatIsAgainstTheProtocolEndsTheConnection(List<Frame> frames) {
        Station client = Station.welcomed(world, wire);
        client.say(frames.toArray(Frame[]::new));
        assertDropped(client, CloseReason.PROTOCOL, "");
        assertThat(server.stats().closed()).isEqualTo(Map.of(CloseReason.PROTOCOL, 1L));
        assertThat(server.stats().open()).isZero();
        assertThat(broker.stats().subscriptions()).isZero();

        Station next = Station.welcomed(world, wire);
        next.say(new Frame.Publish(1, messages("tides", 1)));
        assertThat(next.only(Frame.Published.class).outcomes()).hasSize(1);
    }

    @Test
    void afterAFaultNothingIsListenedTo() {
        Station client = Station.welcomed(world, wire);
        client.say(Station.hello(), new Frame.Publish(1, messages("tides", 5)));
        assertThat(broker.stats().published()).isZero();
        assertThat(client.take(Frame.Published.class)).isEmpty();
    }

    @Test
    void whatNamesAClosedSubscriptionIsIgnored() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Subscribe(4, "tides", terms(), 1_000), new Frame.Unsubscribe(4));
        client.say(
                new Frame.Credit(4, 10),
                new Frame.Acknowledge(4, "tides", List.of(0L)),
                new Frame.Reject(4, "tides", List.of(0L)),
                new Frame.Unsubscribe(4),
                new Frame.Unsubscribe(2));
        assertThat(client.closed).isNull();
        assertThat(broker.stats().subscriptions()).isZero();
    }

    @Test
    void aSubscriptionThatCannotBeIsRefusedAndTheConnectionLivesOn() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Subscribe(1, "tides..south", terms(), 1_000));
        SubscriptionEnd.Failed end =
                (SubscriptionEnd.Failed) client.only(Frame.Ended.class).end();
        assertThat(end.cause().reason()).isEqualTo(Reason.REJECTED);
        assertThat(end.cause()).hasMessageContaining("empty part");
        assertThat(server.stats().refused()).containsEntry(Reason.REJECTED, 1L);
        client.say(new Frame.Subscribe(2, "tides", terms(), 1_000));
        assertThat(client.only(Frame.Subscribed.class).subscription()).isEqualTo(2);
    }

    @Test
    void moreSubscriptionsThanAllowedAreRefused() {
        Station client = Station.welcomed(world, wire);
        for (int i = 1; i <= 4; i++) {
            client.say(new Frame.Subscribe(i, "tides", terms(), 1_000));
        }
        assertThat(client.take(Frame.Subscribed.class)).hasSize(3);
        Frame.Ended ended = client.only(Frame.Ended.class);
        assertThat(ended.subscription()).isEqualTo(4);
        assertThat(((SubscriptionEnd.Failed) ended.end()).cause().reason()).isEqualTo(Reason.LIMIT_REACHED);

        client.say(new Frame.Unsubscribe(2), new Frame.Subscribe(5, "tides", terms(), 1_000));
        assertThat(client.only(Frame.Subscribed.class).subscription()).isEqualTo(5);
    }

    @Test
    void moreConnectionsThanAllowedAreToldSo() {
        Station.welcomed(world, wire);
        Station second = Station.welcomed(world, wire);
        Station third = Station.client(world, wire);
        assertDropped(third, CloseReason.LIMIT_REACHED, "2 connections");
        second.say(new Frame.Goodbye(CloseReason.NORMAL, ""));
        Station.welcomed(world, wire);
        ServerStats stats = server.stats();
        assertThat(stats.open()).isEqualTo(2);
        assertThat(stats.accepted()).isEqualTo(4);
        assertThat(stats.closed()).isEqualTo(Map.of(CloseReason.LIMIT_REACHED, 1L, CloseReason.NORMAL, 1L));
    }

    @Test
    void aPingIsAnswered() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Ping(42), new Frame.Pong(1));
        assertThat(client.only(Frame.Pong.class).token()).isEqualTo(42);
        assertThat(server.stats().framesIn()).isEqualTo(3);
        assertThat(server.stats().framesOut()).isEqualTo(2);
    }

    @Test
    void questionsAreAnswered() {
        Station client = Station.welcomed(world, wire);
        client.say(
                new Frame.Publish(1, messages("tides", 3)),
                new Frame.Ask(1, new Frame.Latest("tides", -1)),
                new Frame.Ask(2, new Frame.Latest("tides", 2)),
                new Frame.Ask(3, new Frame.Latest("no..name", -1)),
                new Frame.Ask(4, new Frame.Topics()),
                new Frame.Ask(5, new Frame.Stats()));
        List<Frame.Answer> answers = client.take(Frame.Answer.class);
        assertThat(answers).extracting(Frame.Answer::id).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(((Frame.LatestIs) answers.get(0).reply()).envelope())
                .extracting(Envelope::sequence)
                .isEqualTo(2L);
        assertThat(((Frame.LatestIs) answers.get(1).reply()).envelope()).isNull();
        assertThat(((Frame.Unanswered) answers.get(2).reply()).reason()).isEqualTo(Reason.REJECTED);
        assertThat(((Frame.TopicsAre) answers.get(3).reply()).topics()).hasSize(1);
        assertThat(((Frame.StatsAre) answers.get(4).reply()).stats().published())
                .isEqualTo(3);
    }

    @Test
    void moreQuestionsThanAllowedAreRefused() {
        Station client = Station.welcomed(world, wire);
        client.say(IntStream.rangeClosed(1, 65)
                .mapToObj(i -> new Frame.Ask(i, new Frame.Stats()))
                .toArray(Frame[]::new));
        List<Frame.Answer> refused = client.take(Frame.Answer.class, a -> a.reply() instanceof Frame.Unanswered);
        assertThat(refused).extracting(Frame.Answer::id).containsExactly(65L);
        assertThat(client.take(Frame.Answer.class)).hasSize(64);
    }

    @Test
    void settingsAreTakenOrCounted() {
        Station client = Station.welcomed(world, wire);
        TopicConfig brief = new TopicConfig(Duration.ofSeconds(1), Duration.ofSeconds(1));
        client.say(
                new Frame.Configure("brief", brief),
                new Frame.Configure("no..name", brief),
                new Frame.Publish(1, messages("brief", 1)));
        Frame.Accepted accepted =
                (Frame.Accepted) client.only(Frame.Published.class).outcomes().get(0);
        assertThat(accepted.expiresMillis() - accepted.acceptedMillis()).isEqualTo(1_000);
        assertThat(server.stats().refused()).isEqualTo(Map.of(Reason.REJECTED, 1L));
        assertThat(client.closed).isNull();
    }

    @Test
    void closingTellsTheClients() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Subscribe(1, "tides", terms(), 1_000));
        server.close();
        server.close();
        world.run();
        assertDropped(client, CloseReason.SHUTDOWN, "shutting down");
        assertThat(broker.stats().subscriptions()).isZero();
        assertThat(server.stats().open()).isZero();
        assertThat(broker.topic("tides", Codec.utf8()).publish("still here").sequence())
                .isZero();
    }

    @Test
    void aClientThatIsGoneLeavesNothingBehind() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Subscribe(1, "tides", terms(), 1_000), new Frame.Subscribe(2, ">", terms(), 1_000));
        assertThat(broker.stats().subscriptions()).isEqualTo(2);
        client.connection.peer.hangUp();
        world.run();
        assertThat(broker.stats().subscriptions()).isZero();
        assertThat(server.stats().closed()).containsEntry(CloseReason.LOST, 1L);
    }

    @Test
    void theEndOfTheBrokerIsTheEndOfItsSubscriptions() {
        Station client = Station.welcomed(world, wire);
        client.say(new Frame.Subscribe(1, "tides", terms(), 1_000));
        broker.close();
        world.run();
        assertThat(client.only(Frame.Ended.class)).isEqualTo(new Frame.Ended(1, new SubscriptionEnd.BrokerClosed()));
        client.say(new Frame.Publish(1, messages("tides", 2)));
        Frame.Refused refused =
                (Frame.Refused) client.only(Frame.Published.class).outcomes().get(0);
        assertThat(refused.reason()).isEqualTo(Reason.CLOSED);
        assertThat(refused.count()).isEqualTo(2);
    }
}
