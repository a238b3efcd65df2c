package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.transport.netty.wire.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client and a server each of which takes the other for one of the time when version 1 began: all that they say passes through
 * {@link OldWire}, so each is sent, and understood by, what such a peer would say and understand.
 */
final class OldPeersTest {

    private final World world = World.system();
    private final Broker broker = Broker.inMemory();
    private final BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
    private Interpreter interpreter;

    @BeforeEach
    void begin() throws IOException {
        interpreter = new Interpreter(server.address().getPort());
    }

    @AfterEach
    void close() throws IOException {
        interpreter.close();
        server.close();
        broker.close();
        assertThat(interpreter.faults).isEmpty();
    }

    @Test
    void theyPublishAndSubscribe() {
        List<String> came = new CopyOnWriteArrayList<>();
        try (Broker client = Broker.connect(interpreter.address())) {
            client.subscribe("tides.*", Codec.utf8(), SubscribeOptions.DEFAULT, message -> {
                        came.add(message.value() + message.headers());
                        world.pulse();
                    })
                    .established()
                    .toCompletableFuture()
                    .join();
            PublishOptions options =
                    PublishOptions.builder().key("k").header("name", "value").build();
            Topic<String> topic = client.topic("tides.north", Codec.utf8());
            assertThat(topic.publish("one", options).sequence()).isZero();
            assertThat(topic.publishAll(List.of("two", "three")).get(1).sequence())
                    .isEqualTo(2);
            world.await("all come", () -> came.size() == 3);
            assertThat(came).containsExactly("one{name=value}", "two{}", "three{}");
            assertThat(topic.latest().orElseThrow().value()).isEqualTo("three");
            assertThat(client.topics()).hasSize(1);
            assertThat(client.stats().published()).isEqualTo(3);
        }
    }

    @Test
    void membersOfAGroupShareAndAcknowledge() {
        Set<String> came = ConcurrentHashMap.newKeySet();
        SubscribeOptions shared = SubscribeOptions.builder()
                .group("crew")
                .manual()
                .from(Position.earliest())
                .build();
        try (Broker client = Broker.connect(interpreter.address());
                Broker other = Broker.connect(interpreter.address())) {
            for (Broker member : List.of(client, other)) {
                member.subscribe("tides", Codec.utf8(), shared, message -> {
                    came.add(message.value());
                    message.acknowledge();
                    world.pulse();
                });
            }
            publish(client, 0, 100);
            world.await("all come", () -> came.size() == 100);
            world.await("all are acknowledged", () -> broker.stats().acknowledged() == 100);
        }
    }

    /** Such a server does not know how to resume: what is under way ends and says so, and another client goes on. */
    @Test
    void aConnectionThatBreaksEndsInOrderAndAnotherGoesOn() throws IOException {
        List<String> came = new CopyOnWriteArrayList<>();
        Subscription subscription;
        try (Broker client = Broker.connect(interpreter.address())) {
            subscription = subscribe(client, Position.earliest(), came);
            publish(client, 0, 10);
            world.await("the first come", () -> came.size() == 10);
            interpreter.cut();
            world.await(
                    "the end is told",
                    () -> subscription.ended().toCompletableFuture().isDone());
            assertThatThrownBy(() ->
                            client.topic("tides", Codec.utf8()).publish("lost").sequence())
                    .isInstanceOf(DunlinException.class);
        }
        try (Broker again = Broker.connect(interpreter.address())) {
            subscribe(again, Position.sequence(came.size()), came);
            publish(again, 10, 20);
            world.await("the others come", () -> came.size() == 20);
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            numbers.add("" + i);
        }
        assertThat(came).isEqualTo(numbers);
    }

    /** What a server says when it goes is said to those who know it. */
    @Test
    void aServerThatGoesSaysNothingNew() {
        List<String> came = new CopyOnWriteArrayList<>();
        try (Broker client = Broker.connect(interpreter.address())) {
            Subscription subscription = subscribe(client, Position.earliest(), came);
            publish(client, 0, 3);
            world.await("all come", () -> came.size() == 3);
            server.close();
            world.await(
                    "the end is told",
                    () -> subscription.ended().toCompletableFuture().isDone());
        }
    }

    /** The interpreter would notice: a kind that was added is a fault, a field that was added is lost. */
    @Test
    void whatIsNewDoesNotPass() throws IOException {
        byte[] goAway = Wire.Frame.newBuilder()
                .setGoAway(Wire.GoAway.newBuilder().setDetail("away"))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> OldWire.through(goAway)).hasMessageContaining("go_away");
        Wire.Frame hello = Wire.Frame.newBuilder()
                .setHello(Wire.Hello.newBuilder().setMaxVersion(1).setResumable(true))
                .build();
        assertThat(Wire.Frame.parseFrom(OldWire.through(hello.toByteArray())))
                .isEqualTo(Wire.Frame.newBuilder()
                        .setHello(Wire.Hello.newBuilder().setMaxVersion(1))
                        .build());
    }

    private Subscription subscribe(Broker client, Position from, List<String> came) {
        return client.subscribe("tides", Codec.utf8(), SubscribeOptions.from(from), message -> {
            came.add(message.value());
            world.pulse();
        });
    }

    private static void publish(Broker client, int from, int to) {
        Topic<String> topic = client.topic("tides", Codec.utf8());
        List<Receipt> receipts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            receipts.add(topic.publish("" + i));
        }
        receipts.forEach(Receipt::sequence);
    }

    /** Stands between clients and a server, and lets through what an old peer would. */
    private static final class Interpreter implements AutoCloseable {

        final Queue<String> faults = new ConcurrentLinkedQueue<>();
        private final int port;
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

        Interpreter(int port) throws IOException {
            this.port = port;
            start(this::accept);
        }

        String address() {
            return "tcp://127.0.0.1:" + door.getLocalPort();
        }

        private static void start(Runnable task) {
            Thread thread = new Thread(task, "interpreter");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = door.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                    client.setTcpNoDelay(true);
                    far.setTcpNoDelay(true);
                    sockets.addAll(List.of(client, far));
                    start(() -> pass(client, far));
                    start(() -> pass(far, client));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void pass(Socket from, Socket to) {
            try (from;
                    to) {
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream());
                while (true) {
                    byte[] frame = new byte[in.readInt()];
                    in.readFully(frame);
                    byte[] old = OldWire.through(frame);
                    byte[] both = ByteBuffer.allocate(Integer.BYTES + old.length)
                            .putInt(old.length)
                            .put(old)
                            .array();
                    out.write(both);
                }
            } catch (IOException e) {
                // One of them has hung up.
            } catch (AssertionError e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }

        /** Ends all connections with a reset. The first that is closed has the other closed by {@link #pass}. */
        void cut() throws IOException {
            for (Socket socket : sockets) {
                socket.setSoLinger(true, 0);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
