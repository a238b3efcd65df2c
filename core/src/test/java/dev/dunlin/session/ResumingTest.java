package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client whose connection ends, and who finds another: to the same broker, to another, or none. */
final class ResumingTest {

    private static final URI THERE = URI.create("test://there");

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final List<BrokerEvent> events = new ArrayList<>();
    private final List<String> came = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    private <C extends AutoCloseable> C closing(C resource) {
        toClose.add(resource);
        return resource;
    }

    private Broker broker() {
        return closing(Broker.inMemory(BrokerConfig.builder().environment(world).build()));
    }

    private BrokerServer serve(Broker broker, URI address) {
        return closing(BrokerServer.serve(broker, config(address).build()));
    }

    private ServerConfig.Builder config(URI address) {
        return ServerConfig.builder()
                .address(address.toString())
                .transport(wire)
                .resumeTimeout(Duration.ofSeconds(30))
                .closeTimeout(Duration.ofSeconds(3));
    }

    private BrokerClient connect(URI... addresses) {
        ClientConfig config = ClientConfig.builder()
                .environment(world)
                .transport(wire)
                .listener(events::add)
                .build();
        return closing(BrokerClient.connect(List.of(addresses), config));
    }

    /** Connects clients, each of its own chance, to three servers; tells which each came to. */
    private Map<String, Long> shares(AddressOrder order, int clients) {
        List<URI> addresses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            addresses.add(URI.create("test://spread-" + i));
            closing(BrokerServer.serve(
                    closing(Broker.inMemory(
                            BrokerConfig.builder().environment(world).build())),
                    ServerConfig.builder()
                            .address(addresses.get(i).toString())
                            .transport(wire)
                            .build()));
        }
        world.run();
        int before = wire.clientEnds.size();
        Map<String, Long> shares = new TreeMap<>();
        for (int i = 0; i < clients; i++) {
            BrokerClient client = closing(BrokerClient.connect(
                    addresses,
                    ClientConfig.builder()
                            .environment(world)
                            .transport(wire)
                            .addressOrder(order)
                            .build()));
            shares.merge(Long.toString(client.epoch()), 1L, Long::sum);
        }
        assertThat(wire.clientEnds).as("one connection each").hasSize(before + clients);
        return shares;
    }

    @Test
    void clientsThatSpreadShareTheServersAndOthersTakeTheFirst() {
        assertThat(shares(AddressOrder.SPREAD, 90).values()).hasSize(3).allMatch(share -> share >= 10);
        assertThat(shares(AddressOrder.IN_TURN, 9).values()).containsExactly(9L);
    }

    private Subscription subscribe(BrokerClient client, String pattern, Position from) {
        Subscription subscription = client.subscribe(
                pattern,
                Codec.utf8(),
                SubscribeOptions.builder().from(from).onGap(gaps::add).build(),
                message -> came.add(message.value()));
        world.run();
        return subscription;
    }

    private static List<Receipt> publish(BrokerClient client, int from, int to) {
        Topic<String> topic = client.topic("tides", Codec.utf8());
        return IntStream.range(from, to).mapToObj(i -> topic.publish("" + i)).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "" + i).toList();
    }

    private static Reason reasonOf(Receipt receipt) {
        try {
            receipt.sequence();
            throw new AssertionError("was accepted");
        } catch (DunlinException e) {
            return e.reason();
        }
    }

    @Test
    void anotherBrokerIsToldOfAndBegunAnew() {
        BrokerServer old = serve(broker(), Station.ADDRESS);
        BrokerClient client = connect(Station.ADDRESS);
        client.topic("tides", Codec.utf8(), new TopicConfig(Duration.ofDays(3), Duration.ofDays(9)));
        Subscription subscription = subscribe(client, "tides", Position.latest());
        publish(client, 0, 5);
        world.run();
        wire.pullThePlug();
        List<Receipt> sent = publish(client, 5, 8);
        world.run();
        old.close();
        Broker fresh = broker();
        long before = client.epoch();
        serve(fresh, Station.ADDRESS);
        world.advance(Duration.ofMinutes(1));
        List<Receipt> later = publish(client, 8, 12);
        world.run();

        assertThat(sent).allSatisfy(receipt -> assertThat(reasonOf(receipt)).isEqualTo(Reason.CONNECTION_LOST));
        assertThat(later.stream().map(Receipt::sequence)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(later.get(0).expires().orElseThrow())
                .as("the new broker was told of the settings")
                .isEqualTo(later.get(0).accepted().plus(Duration.ofDays(3)));
        assertThat(came).isEqualTo(List.of("0", "1", "2", "3", "4", "8", "9", "10", "11"));
        assertThat(gaps).containsExactly(new Gap("tides", 5, Gap.UNKNOWN, DropReason.BROKER_REPLACED));
        assertThat(client.epoch()).isEqualTo(fresh.epoch()).isNotEqualTo(before);
        assertThat(events)
                .anyMatch(BrokerEvent.Disconnected.class::isInstance)
                .contains(new BrokerEvent.Reconnected("server", false));
        assertThat(subscription.positions()).isEqualTo(Map.of("tides", 4L));
    }

    @Test
    void anotherBrokerIsOneAlsoIfTheFirstConnectionToItBreaksAtOnce() {
        BrokerServer old = serve(broker(), Station.ADDRESS);
        BrokerClient client = connect(Station.ADDRESS);
        subscribe(client, "tides", Position.latest());
        publish(client, 0, 5);
        world.run();
        wire.pullThePlug();
        List<Receipt> sent = publish(client, 5, 8);
        world.run();
        old.close();
        Broker fresh = broker();
        serve(fresh, Station.ADDRESS);
        int before = wire.clientEnds.size();
        wire.breakAfter(2);
        world.advance(Duration.ofMinutes(1));
        assertThat(wire.clientEnds).as("one broke after its welcome").hasSizeGreaterThan(before + 1);
        publish(client, 8, 10);
        world.run();

        assertThat(sent).allSatisfy(receipt -> assertThat(reasonOf(receipt)).isEqualTo(Reason.CONNECTION_LOST));
        assertThat(came).isEqualTo(List.of("0", "1", "2", "3", "4", "8", "9"));
        assertThat(gaps).containsExactly(new Gap("tides", 5, Gap.UNKNOWN, DropReason.BROKER_REPLACED));
        assertThat(events).contains(new BrokerEvent.Reconnected("server", false));
    }

    @Test
    void whatTheServerHasForgottenMayHaveTakenEffect() {
        serve(broker(), Station.ADDRESS);
        BrokerClient client = connect(Station.ADDRESS);
        List<Receipt> before = publish(client, 0, 2);
        world.run();
        wire.pullThePlug();
        List<Receipt> sent = publish(client, 2, 4);
        world.run();
        URI nowhere = URI.create("test://nowhere");
        assertThatThrownBy(() -> connect(nowhere)).isInstanceOf(DunlinException.class);
        // The server gives the connection up after 30 s, and forgets the publisher 30 s later; the client is held back.
        wire.close(Station.ADDRESS);
        world.advance(Duration.ofSeconds(75));
        wire.open(Station.ADDRESS);
        world.advance(Duration.ofSeconds(15));
        List<Receipt> later = publish(client, 4, 6);
        world.run();
        assertThat(before.stream().map(Receipt::sequence)).containsExactly(0L, 1L);
        assertThat(sent).allSatisfy(receipt -> assertThat(reasonOf(receipt)).isEqualTo(Reason.CONNECTION_LOST));
        assertThat(later.stream().map(Receipt::sequence)).containsExactly(2L, 3L);
    }

    @Test
    void whenTheTimeIsUpEverybodyLearnsWhatWasMet() {
        BrokerServer server = serve(broker(), Station.ADDRESS);
        BrokerClient client = connect(Station.ADDRESS, THERE);
        Subscription subscription = subscribe(client, "tides", Position.latest());
        server.close();
        List<Receipt> waiting = publish(client, 0, 2);
        world.advance(Duration.ofMinutes(2));
        assertThat(waiting).allSatisfy(receipt -> assertThat(reasonOf(receipt)).isEqualTo(Reason.CLOSED));
        assertThatThrownBy(() -> publish(client, 2, 3))
                .hasMessageContaining("attempts")
                .hasMessageContaining("test://here: nobody listens")
                .hasMessageContaining("test://there: nobody listens");
        CompletableFuture<SubscriptionEnd> end = subscription.ended().toCompletableFuture();
        assertThat(end).isCompletedWithValueMatching(SubscriptionEnd.Failed.class::isInstance);
    }

    @Test
    void ofSeveralAddressesEachIsTried() {
        assertThatThrownBy(() -> connect(Station.ADDRESS, THERE))
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("none of 2 addresses")
                .hasMessageContaining("test://here: nobody listens")
                .hasMessageContaining("test://there: nobody listens");
        serve(broker(), THERE);
        assertThat(publish(connect(Station.ADDRESS, THERE), 0, 1).get(0).sequence())
                .isZero();
    }

    @Test
    void aServerThatClosesSendsItsClientsElsewhereWithNothingFailed() {
        BrokerServer here = serve(broker(), Station.ADDRESS);
        Broker other = broker();
        BrokerServer there = serve(other, THERE);
        BrokerClient client = connect(Station.ADDRESS, THERE);
        subscribe(client, "tides", Position.earliest());
        List<Receipt> receipts = new ArrayList<>(publish(client, 0, 10));
        here.close();
        receipts.addAll(publish(client, 10, 20));
        world.advance(Duration.ofSeconds(1));
        receipts.addAll(publish(client, 20, 30));
        world.advance(Duration.ofSeconds(1));
        assertThat(receipts)
                .allSatisfy(receipt -> assertThat(receipt.sequence()).isNotNegative());
        assertThat(came).isEqualTo(numbers(0, 30));
        assertThat(gaps).extracting(Gap::reason).containsExactly(DropReason.BROKER_REPLACED);
        assertThat(here.stats().closed()).isEqualTo(Map.of(CloseReason.NORMAL, 1L));
        assertThat(there.stats().open()).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotLeaveIsClosedWhenTheTimeIsUp() {
        BrokerServer server = serve(broker(), Station.ADDRESS);
        Station stubborn = Station.client(world, wire);
        stubborn.say(new Frame.Hello(1, 1, "stubborn", 5, true));
        assertThat(stubborn.only(Frame.Welcome.class).resumes()).isTrue();
        Instant before = world.now();
        server.close();
        world.run();
        assertThat(stubborn.take(Frame.GoAway.class)).hasSize(1);
        assertThat(stubborn.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(Duration.between(before, world.now())).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void positionsOfAnotherEpochAreRefused() {
        Broker broker = broker();
        serve(broker, Station.ADDRESS);
        Station client = Station.welcomed(world, wire);
        Frame.Terms terms =
                new Frame.Terms(Position.sequence(3), null, false, 1_000, 1, null, 1, Overload.SKIP, Long.MAX_VALUE);
        client.say(new Frame.Subscribe(1, "tides", terms, 1_000, broker.epoch() + 1));
        assertThat(client.only(Frame.Ended.class).end())
                .isInstanceOfSatisfying(
                        SubscriptionEnd.Failed.class,
                        failed -> assertThat(failed.cause().reason()).isEqualTo(Reason.REJECTED));
        client.say(new Frame.Subscribe(2, "tides", terms, 1_000, broker.epoch()));
        assertThat(client.take(Frame.Subscribed.class)).hasSize(1);
    }

    @Test
    void aPublisherHasOneConnectionAndWhatItSendsAgainIsAnsweredAsBefore() {
        Broker broker = broker();
        BrokerServer server = serve(broker, Station.ADDRESS);
        Station first = Station.client(world, wire);
        first.say(new Frame.Hello(1, 1, "test", 7, true));
        assertThat(first.only(Frame.Welcome.class).remembered()).isFalse();
        first.say(publish(1, 3));
        Frame.Published answer = first.only(Frame.Published.class);

        Station second = Station.client(world, wire);
        second.say(new Frame.Hello(1, 1, "test", 7, true));
        assertThat(first.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.TIMED_OUT);
        assertThat(second.only(Frame.Welcome.class).remembered()).isTrue();
        second.say(publish(1, 5));
        assertThat(second.only(Frame.Published.class).outcomes())
                .isEqualTo(List.of(new Frame.Accepted(
                        1,
                        5,
                        0,
                        ((Frame.Accepted) answer.outcomes().get(0)).acceptedMillis(),
                        ((Frame.Accepted) answer.outcomes().get(0)).expiresMillis(),
                        0)));
        assertThat(broker.stats().published()).isEqualTo(5);
        assertThat(server.publishers().count()).isEqualTo(1);
        second.say(new Frame.Goodbye(CloseReason.NORMAL, ""));
        assertThat(server.publishers().count()).as("publishers remembered").isZero();
    }

    private static Frame.Publish publish(long firstId, int count) {
        return new Frame.Publish(
                firstId,
                IntStream.range(0, count)
                        .mapToObj(i -> new Frame.Outgoing("tides", new byte[] {(byte) i}, Attributes.NONE, 0, 0))
                        .toList());
    }

    @Test
    void aPublisherThatDoesNotComeBackIsForgotten() {
        BrokerServer server = serve(broker(), Station.ADDRESS);
        Station client = Station.client(world, wire);
        client.say(new Frame.Hello(1, 1, "test", 7, true));
        wire.breakNow();
        world.run();
        assertThat(server.publishers().count()).isEqualTo(1);
        world.advance(Duration.ofSeconds(31));
        assertThat(server.publishers().count()).isZero();
    }

    @Test
    void aSilentPeerIsAskedAndThenGivenUp() {
        BrokerServer server = serve(broker(), Station.ADDRESS);
        Station client = Station.welcomed(world, wire);
        world.advance(Duration.ofSeconds(11));
        assertThat(client.take(Frame.Ping.class)).hasSize(1);
        client.say(new Frame.Pong(0));
        world.advance(Duration.ofSeconds(25));
        assertThat(client.take(Frame.Goodbye.class)).isEmpty();
        world.advance(Duration.ofSeconds(15));
        assertThat(client.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.TIMED_OUT);
        assertThat(server.stats().closed()).isEqualTo(Map.of(CloseReason.TIMED_OUT, 1L));
    }
}
