package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.contracts.RecordingReceiver;
import dev.dunlin.contracts.TransportScenario;
import dev.dunlin.contracts.TransportScenarios;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many clients are served at once, and what becomes of the others. */
final class ClientsBoundTest implements TransportScenarios {

    private final World world = World.system();
    private final Queue<RecordingReceiver> served = new ConcurrentLinkedQueue<>();
    private ServerMode mode = ServerMode.pool(2);

    @Override
    public Transport transport() {
        return new ModeTransport(mode);
    }

    @Override
    public URI address() {
        return URI.create("tcp://127.0.0.1:0");
    }

    static Stream<ServerMode> modes() {
        return Stream.of(
                ServerMode.pool(2),
                ServerMode.oneThread().withMaxClients(2),
                ServerMode.loops().withMaxClients(2),
                ServerMode.DEFAULT.withMaxClients(2));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theThirdWaitsUntilOneOfTheTwoLeaves(ServerMode bounded) throws IOException {
        mode = bounded;
        try (TransportScenario it = transportScenario();
                TransportLog log = new TransportLog()) {
            Listener listener = serve(it);
            RawPeer first = new RawPeer(listener.address());
            it.world().await("one is served", () -> served.size() == 1);
            RawPeer second = new RawPeer(listener.address());
            it.world().await("two are served", () -> served.size() == 2);
            RawPeer third = new RawPeer(listener.address());
            third.send(RawPeer.ping(3));
            it.world().await("the third waits", () -> log.lines().stream().anyMatch(ClientsBoundTest::isWaiting));
            first.send(RawPeer.ping(1));
            served.element().awaitFrames(1);
            assertThat(served).hasSize(2);

            second.close();
            it.world().await("the third is served", () -> served.size() == 3);
            RecordingReceiver last = served.stream().skip(2).findFirst().orElseThrow();
            assertThat(last.awaitFrames(1)).containsExactly(new Frame.Ping(3));
            assertThat(log.lines()).anyMatch(line -> line.startsWith("event=admitted"));
            first.close();
            third.close();
        }
    }

    private static boolean isWaiting(String line) {
        return line.startsWith("event=waiting") && line.contains(" peer=127.0.0.1:") && line.endsWith(" waiting=1");
    }

    @Test
    void thoseWhoWaitAreServedInOrder() throws IOException {
        mode = ServerMode.pool(1);
        try (TransportScenario it = transportScenario();
                TransportLog log = new TransportLog()) {
            Listener listener = serve(it);
            List<RawPeer> peers = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 5; i++) {
                RawPeer peer = new RawPeer(listener.address());
                peer.send(RawPeer.ping(i));
                peers.add(peer);
                int waiting = i;
                it.world()
                        .await(
                                i + " wait",
                                () -> waiting == 0
                                        ? !served.isEmpty()
                                        : log.lines().size() == waiting);
            }
            for (int i = 0; i < 5; i++) {
                RecordingReceiver now = served.remove();
                assertThat(now.awaitFrames(1)).containsExactly(new Frame.Ping(i));
                assertThat(served).isEmpty();
                peers.get(i).close();
                now.awaitClosed();
                int left = 4 - i;
                it.world().await("the next is served", () -> left == 0 || !served.isEmpty());
            }
        }
    }

    @Test
    void beyondThoseWhoWaitClientsAreRefusedAndCounted() throws IOException {
        mode = ServerMode.pool(1).withWaiting(1);
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, config(mode))) {
            RawPeer first = new RawPeer(server.address());
            world.await("one is served", () -> server.stats().open() == 1);
            RawPeer second = new RawPeer(server.address());
            RawPeer third = new RawPeer(server.address());

            assertThat(third.readAll()).singleElement().satisfies(frame -> {
                assertThat(frame.getGoodbye().getDetail())
                        .isEqualTo("maxClients=1 are served and waiting=1 wait, the limits of this server; try again"
                                + " later");
            });
            assertThat(server.stats().closed()).containsEntry(CloseReason.LIMIT_REACHED, 1L);
            first.close();
            second.close();
        }
    }

    @Test
    void withoutAQueueTheyAreRefusedAtOnce() {
        mode = ServerMode.loops().withMaxClients(1).withWaiting(0);
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, config(mode));
                Broker first = Broker.connect(server.address().toString())) {
            assertThatThrownBy(() -> Broker.connect(server.address().toString()))
                    .isInstanceOfSatisfying(
                            DunlinException.class,
                            fault -> assertThat(fault.reason()).isEqualTo(Reason.LIMIT_REACHED));
            assertThat(first.topic("t", Codec.utf8())).isNotNull();
        }
    }

    @Test
    void aThirdSubscriberIsServedWhenOneOfTwoHasLeft() {
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, config(ServerMode.pool(2)))) {
            Topic<String> topic = broker.topic("tides", Codec.utf8());
            String address = server.address().toString();
            Broker one = Broker.connect(address);
            Broker two = Broker.connect(address);
            List<String> third = new CopyOnWriteArrayList<>();
            AtomicReference<Broker> three = new AtomicReference<>();
            AtomicReference<Subscription> subscribed = new AtomicReference<>();
            world.environment().executor().execute(() -> {
                three.set(Broker.connect(address));
                subscribed.set(
                        three.get().topic("tides", Codec.utf8()).subscribe(message -> third.add(message.value())));
            });
            world.await("two are served", () -> server.stats().open() == 2);
            one.close();
            world.await(
                    "the third is served",
                    () -> subscribed.get() != null
                            && subscribed
                                    .get()
                                    .established()
                                    .toCompletableFuture()
                                    .isDone());
            topic.publish("low");
            world.await("the third is told", () -> third.equals(List.of("low")));
            two.close();
            three.get().close();
        }
    }

    @Test
    void theTimeForAHelloDoesNotRunWhileOneWaits() throws IOException {
        HeldTimers timers = new HeldTimers();
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(
                        broker,
                        ServerConfig.builder()
                                .address("tcp://127.0.0.1:0")
                                .environment(timers)
                                .mode(ServerMode.pool(1))
                                .build());
                TransportLog log = new TransportLog()) {
            RawPeer first = new RawPeer(server.address());
            world.await("one is served", () -> timers.held().size() == 1);
            RawPeer second = new RawPeer(server.address());
            world.await("the second waits", () -> log.lines().stream().anyMatch(ClientsBoundTest::isWaiting));
            assertThat(timers.held()).hasSize(1);

            HeldTimers.Held hello = timers.held().element();
            first.close();
            world.await(
                    "the second's time begins",
                    () -> timers.held().size() == 1
                            && timers.held().stream()
                                    .noneMatch(timer -> timer.task().equals(hello.task())));
            second.close();
        }
    }

    @Test
    void thoseWhoWaitAreTurnedAwayWhenTheListenerCloses() throws IOException {
        mode = ServerMode.pool(1);
        try (TransportScenario it = transportScenario();
                TransportLog log = new TransportLog()) {
            Listener listener = serve(it);
            RawPeer first = new RawPeer(listener.address());
            it.world().await("one is served", () -> served.size() == 1);
            RawPeer second = new RawPeer(listener.address());
            it.world().await("the second waits", () -> log.lines().stream().anyMatch(ClientsBoundTest::isWaiting));
            it.get(listener.close());

            assertThat(second.readAll()).isEmpty();
            first.send(RawPeer.ping(1));
            assertThat(served.element().awaitFrames(1)).hasSize(1);
            first.close();
        }
    }

    @Test
    void thePoolHasAThreadForEachClientAndNoneAfterwards() throws IOException {
        mode = ServerMode.pool(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                threads.add(Thread.currentThread());
                return receiver(it, connection);
            });
            List<RawPeer> peers = IntStream.range(0, 3)
                    .mapToObj(i -> new RawPeer(listener.address()))
                    .toList();
            it.world().await("all are served", () -> served.size() == 3);
            assertThat(threads).hasSize(3).allMatch(thread -> thread.getName().contains("-pool-"));
            it.get(listener.close());
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
        world.await("the threads have ended", () -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void oneThreadServesAllListeners() throws IOException {
        mode = ServerMode.oneThread();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (TransportScenario it = transportScenario()) {
            for (int i = 0; i < 4; i++) {
                Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                    threads.add(Thread.currentThread());
                    return receiver(it, connection);
                });
                new RawPeer(listener.address()).send(RawPeer.ping(i));
            }
            it.world().await("all are served", () -> served.size() == 4);
            served.forEach(receiver -> receiver.awaitFrames(1));
        }
        assertThat(threads).hasSize(1);
    }

    private Listener serve(TransportScenario it) {
        return it.listen(TransportLimits.DEFAULT, connection -> receiver(it, connection));
    }

    private Receiver receiver(TransportScenario it, Connection connection) {
        RecordingReceiver receiver = it.receiver(connection);
        served.add(receiver);
        world.pulse();
        return receiver;
    }

    private static ServerConfig config(ServerMode mode) {
        return ServerConfig.builder().address("tcp://127.0.0.1:0").mode(mode).build();
    }
}
