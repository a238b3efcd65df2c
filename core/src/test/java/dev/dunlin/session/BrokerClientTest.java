package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client says to a server, and what it makes of the answers: beginning, asking and ending. */
class BrokerClientTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final Station server = Station.server(world, wire);
    private BrokerClient client;
    private Topic<String> tides;

    @BeforeEach
    void connect() {
        client = connect(config());
        tides = client.topic("tides", Codec.utf8());
        server.take(Frame.Hello.class);
    }

    private static BrokerClient connect(ClientConfig.Builder config) {
        return BrokerClient.connect(Station.ADDRESS, config.build());
    }

    private ClientConfig.Builder config() {
        return ClientConfig.builder().environment(world).transport(wire).batchBytes(1_000);
    }

    private static Reason reasonOf(Receipt receipt) {
        return catchThrowableOfType(DunlinException.class, receipt::accepted).reason();
    }

    // Beginning.

    @Test
    void whoWelcomesIsKnownByItsEpoch() {
        assertThat(client.epoch()).isEqualTo(77);
        assertThat(client.environment()).isSameAs(world);
    }

    static Stream<Frame> unwelcome() {
        return Stream.of(
                new Frame.Goodbye(CloseReason.VERSION, "no such version"),
                new Frame.Ping(1),
                new Frame.Welcome(2, "", 1, 1, 1, 1),
                new Frame.Welcome(1, "", 1, 1, 0, 1),
                new Frame.Welcome(1, "", 1, 0, 1, 1),
                new Frame.Welcome(1, "", 1, 1, 1_000_001, 1));
    }

    @ParameterizedTest
    @MethodSource("unwelcome")
    void whoDoesNotWelcomeIsNoServer(Frame greeting) {
        server.greeting = greeting;
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> connect(config()));
        assertThat(fault.reason()).isEqualTo(Reason.PROTOCOL);
        world.run();
        assertThat(server.closed).isNotNull();
    }

    @Test
    void aServerThatIsFullIsToldApart() {
        server.greeting = new Frame.Goodbye(CloseReason.LIMIT_REACHED, "full");
        assertThatThrownBy(() -> connect(config()))
                .hasMessageContaining("full")
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.LIMIT_REACHED));
    }

    @Test
    void silenceIsUnreachable() {
        server.greeting = null;
        world.scheduler().schedule(Duration.ofDays(1).toNanos(), () -> {});
        Instant begun = world.now();
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> connect(config()));
        assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(world.now()).isEqualTo(begun.plusSeconds(10));
        world.run();
        assertThat(server.closed).as("the connection was given up").isNotNull();
    }

    @Test
    void nobodyThereIsUnreachable() {
        DunlinException fault =
                catchThrowableOfType(DunlinException.class, () -> connect(config().transport(new Wire())));
        assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(fault).hasMessageContaining("nobody listens");
    }

    @Test
    void aServerThatHangsUpBeforeItsWelcomeIsUnreachable() {
        server.greeting = new Frame.Goodbye(CloseReason.SHUTDOWN, "going away");
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> connect(config()));
        assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(fault).hasMessageContaining("going away");
    }

    static Stream<Frame> notForAClient() {
        return Stream.of(
                Station.hello(),
                new Frame.Welcome(1, "", 1, 1, 1, 1),
                new Frame.Publish(1, List.of()),
                new Frame.Subscribed(1),
                new Frame.Deliver(0, List.of()),
                new Frame.Ended(1, new SubscriptionEnd.BrokerClosed()),
                new Frame.Answer(1, new Frame.LatestIs(null)));
    }

    @ParameterizedTest
    @MethodSource("notForAClient")
    void whatIsNotForAClientEndsTheConnection(Frame frame) {
        server.say(frame);
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.PROTOCOL);
        assertThat(catchThrowableOfType(DunlinException.class, () -> tides.publish("a"))
                        .reason())
                .isEqualTo(Reason.CLOSED);
    }

    @Test
    void aPingIsAnswered() {
        server.say(new Frame.Ping(5), new Frame.Pong(6));
        assertThat(server.only(Frame.Pong.class).token()).isEqualTo(5);
    }

    // Asking.

    @Test
    void theLatestIsAskedFor() {
        world.scheduler().schedule(1, () -> {
            Frame.Ask ask = server.only(Frame.Ask.class);
            assertThat(ask.question()).isEqualTo(new Frame.Latest("tides", 41));
            server.say(new Frame.Answer(
                    ask.id(),
                    new Frame.LatestIs(
                            new Envelope("tides", 42, 1, Envelope.NEVER, new byte[] {'x'}, Attributes.NONE))));
        });
        assertThat(tides.latestAfter(41).orElseThrow().value()).isEqualTo("x");
    }

    @Test
    void anAnswerThatIsARefusalIsThrown() {
        world.scheduler()
                .schedule(
                        1,
                        () -> server.say(
                                new Frame.Answer(1, new Frame.Unanswered(Reason.TOO_LARGE, "9 topics: too many"))));
        DunlinException fault = catchThrowableOfType(DunlinException.class, client::topics);
        assertThat(fault.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(fault).hasMessage("9 topics: too many");
    }

    @Test
    void anAnswerThatComesTooLateIsIgnored() {
        world.scheduler().schedule(Duration.ofSeconds(11).toNanos(), () -> {});
        DunlinException fault = catchThrowableOfType(DunlinException.class, client::stats);
        assertThat(fault.reason()).isEqualTo(Reason.TIMED_OUT);
        world.run();
        server.say(new Frame.Answer(1, new Frame.TopicsAre(List.of())));
        assertThat(server.closed).isNull();
        assertThat(tides.publish("still here").isDone()).isFalse();
    }

    // Ending.

    @Test
    void aLostConnectionFailsWhatWasPublished() {
        Receipt answered = tides.publish("a");
        world.run();
        server.accept(1, 1, 0);
        Receipt sent = tides.publish("b");
        world.run();
        server.connection.peer.setWritable(false);
        Receipt unsent = tides.publish("c");
        world.run();
        Subscription subscription = tides.subscribe(message -> {});
        server.connection.peer.hangUp();
        world.run();

        assertThat(answered.sequence()).isZero();
        assertThat(reasonOf(sent)).isEqualTo(Reason.CONNECTION_LOST);
        assertThat(reasonOf(unsent)).as("it cannot have taken effect").isEqualTo(Reason.CLOSED);
        SubscriptionEnd.Failed end = (SubscriptionEnd.Failed)
                subscription.ended().toCompletableFuture().join();
        assertThat(end.cause().reason()).isEqualTo(Reason.CONNECTION_LOST);
        assertThat(subscription.established().toCompletableFuture()).isCompletedExceptionally();
        for (Runnable call : List.<Runnable>of(
                () -> tides.publish("d"),
                () -> tides.publishAll(List.of("d")),
                () -> tides.subscribe(message -> {}),
                tides::latest,
                client::topics,
                client::stats,
                () -> client.topic("winds", Codec.utf8(), TopicConfig.DEFAULT))) {
            assertThat(catchThrowableOfType(DunlinException.class, call::run).reason())
                    .isEqualTo(Reason.CLOSED);
        }
        client.close();
    }

    @Test
    void aLostConnectionReleasesThoseWhoWait() {
        for (int i = 0; i < 4; i++) {
            tides.publish("" + i);
        }
        world.scheduler().schedule(Duration.ofSeconds(1).toNanos(), server.connection.peer::hangUp);
        assertThat(catchThrowableOfType(DunlinException.class, () -> tides.publish("4"))
                        .reason())
                .isEqualTo(Reason.CLOSED);
    }

    @Test
    void aLostConnectionReleasesThoseWhoAsk() {
        world.scheduler().schedule(Duration.ofSeconds(1).toNanos(), server.connection.peer::hangUp);
        assertThat(catchThrowableOfType(DunlinException.class, client::stats).reason())
                .isEqualTo(Reason.CONNECTION_LOST);
    }

    @Test
    void aServerThatShutsDownEndsSubscriptionsAsABrokerThatIsClosed() {
        Subscription subscription = tides.subscribe(message -> {});
        Receipt sent = tides.publish("a");
        world.run();
        server.say(new Frame.Goodbye(CloseReason.SHUTDOWN, "bye"));
        assertThat(subscription.ended().toCompletableFuture()).isCompletedWithValue(new SubscriptionEnd.BrokerClosed());
        assertThat(reasonOf(sent)).isEqualTo(Reason.CONNECTION_LOST);
        assertThat(catchThrowableOfType(DunlinException.class, () -> tides.publish("b")))
                .hasMessageContaining("bye");
    }

    @Test
    void closingWaitsForWhatWasPublished() {
        Receipt receipt = tides.publish("a");
        world.scheduler().schedule(Duration.ofSeconds(3).toNanos(), () -> {
            assertThat(server.take(Frame.Goodbye.class)).isEmpty();
            server.accept(1, 1, 0);
        });
        Instant begun = world.now();
        client.close();
        assertThat(world.now()).isEqualTo(begun.plusSeconds(3));
        assertThat(receipt.sequence()).isZero();
        world.run();
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.NORMAL);
        assertThat(server.closed).isNotNull();
    }

    @Test
    void closingDoesNotWaitForEver() {
        Receipt receipt = tides.publish("a");
        Instant begun = world.now();
        client.close();
        assertThat(world.now()).isEqualTo(begun.plusSeconds(5));
        assertThat(reasonOf(receipt)).isEqualTo(Reason.CONNECTION_LOST);
        world.run();
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.NORMAL);
    }

    @Test
    void closingTwiceDoesNothing() {
        Subscription subscription = tides.subscribe(message -> {});
        world.run();
        client.close();
        client.close();
        world.run();
        assertThat(server.take(Frame.Goodbye.class)).hasSize(1);
        assertThat(subscription.ended().toCompletableFuture()).isCompletedWithValue(new SubscriptionEnd.BrokerClosed());
        assertThat(catchThrowableOfType(DunlinException.class, () -> tides.publish("b")))
                .hasMessageContaining("has been closed")
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.CLOSED));
    }

    @Test
    void closingOnTheThreadThatServesTheConnectionDoesNotWait() {
        tides.publish("a").acknowledged().thenRun(client::close);
        Receipt second = tides.publish("b");
        world.run();
        server.accept(1, 1, 0);
        assertThat(server.take(Frame.Goodbye.class))
                .as("the second is not answered")
                .isEmpty();
        server.accept(2, 1, 1);
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(server.take(Frame.Goodbye.class)).hasSize(1);
    }

    @Test
    void closingThereGivesUpInTime() {
        tides.publish("a").acknowledged().thenRun(client::close);
        Receipt second = tides.publish("b");
        world.run();
        server.accept(1, 1, 0);
        world.advance(Duration.ofSeconds(5));
        assertThat(server.take(Frame.Goodbye.class)).hasSize(1);
        assertThat(reasonOf(second)).isEqualTo(Reason.CONNECTION_LOST);
    }

    @Test
    void whoWaitsForTheWindowLearnsThatTheClientIsClosed() {
        for (int i = 0; i < 4; i++) {
            tides.publish("" + i);
        }
        world.scheduler().schedule(Duration.ofSeconds(1).toNanos(), client::close);
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> tides.publish("4"));
        assertThat(fault.reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void theServersReasonIsKept() {
        server.connection.close(new Closed(CloseReason.LOST, "cut"));
        world.run();
        assertThat(catchThrowableOfType(
                        DunlinException.class, () -> tides.subscribe(SubscribeOptions.DEFAULT, message -> {})))
                .hasMessageContaining("LOST")
                .hasMessageContaining("connect again");
    }
}
