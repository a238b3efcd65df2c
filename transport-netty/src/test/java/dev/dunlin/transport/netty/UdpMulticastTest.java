package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.contracts.World;
import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.DatagramNetwork;
import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Reliable multicast over real datagrams of which one in five is not sent. */
final class UdpMulticastTest {

    private static final System.Logger LOG = System.getLogger(UdpMulticastTest.class.getName());

    private static final int RECEIVERS = 10;
    private static final int MESSAGES = 200;
    private static final double LOSS = 0.2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Carries packets as another network does, but for some. */
    private record Losing(DatagramNetwork to) implements DatagramNetwork {

        @Override
        public boolean accepts(String scheme) {
            return to.accepts(scheme);
        }

        @Override
        public FrameCodec codec() {
            return to.codec();
        }

        @Override
        public CompletionStage<PacketSocket> bind(URI address, Environment environment, PacketReceiver receiver) {
            return to.bind(address, environment, receiver).thenApply(LosingSocket::new);
        }

        @Override
        public CompletionStage<Way> reach(URI address, Environment environment, PacketReceiver receiver) {
            return to.reach(address, environment, receiver)
                    .thenApply(way -> new Way(new LosingSocket(way.socket()), way.peer()));
        }
    }

    /** Chance belongs to the socket's executor, as sending does. */
    private static final class LosingSocket implements PacketSocket {

        private final PacketSocket to;
        private final SplittableRandom random;

        LosingSocket(PacketSocket to) {
            this.to = to;
            this.random = new SplittableRandom(to.address().hashCode());
        }

        @Override
        public URI address() {
            return to.address();
        }

        @Override
        public Executor executor() {
            return to.executor();
        }

        @Override
        public int maxPacketBytes() {
            return to.maxPacketBytes();
        }

        @Override
        public void send(SocketAddress where, Packet packet) {
            if (random.nextDouble() >= LOSS) {
                to.send(where, packet);
            }
        }

        @Override
        public void flush() {
            to.flush();
        }

        @Override
        public CompletionStage<Void> close() {
            return to.close();
        }
    }

    private final World world = World.system();
    private final ReliableTransport links = new ReliableTransport(new Losing(new UdpNetwork(EventLoops::preferred)));

    private BrokerClient connect(BrokerServer server) {
        return BrokerClient.connect(
                server.address(),
                ClientConfig.builder()
                        .transport(new UdpTransport(links))
                        .reconnectFor(Duration.ZERO)
                        .build());
    }

    @Test
    void whatIsPublishedComesToAllReceiversOnceAndInOneOrderAlthoughOneDatagramInFiveIsLost() {
        List<List<String>> seen = new ArrayList<>();
        try (Broker broker = Broker.inMemory(BrokerConfig.builder().build());
                BrokerServer server = BrokerServer.serve(
                        broker,
                        ServerConfig.builder()
                                .address("udp://127.0.0.1:0")
                                .transport(new UdpTransport(links))
                                .build())) {
            for (int i = 0; i < RECEIVERS; i++) {
                List<String> mine = new CopyOnWriteArrayList<>();
                seen.add(mine);
                world.environment()
                        .await(
                                connect(server)
                                        .topic("tides", Codec.utf8())
                                        .subscribe(message -> {
                                            mine.add(message.value());
                                            world.pulse();
                                        })
                                        .established(),
                                PATIENCE.toNanos());
            }
            publish(connect(server), connect(server)).forEach(Receipt::accepted);
            world.awaitWithin(
                    PATIENCE,
                    "all receivers have all messages",
                    () -> seen.stream().allMatch(mine -> mine.size() >= 2 * MESSAGES));

            assertThat(seen.get(0)).hasSize(2 * MESSAGES).doesNotHaveDuplicates();
            assertThat(seen).as("one order").allMatch(seen.get(0)::equals);
            assertThat(server.stats().closed()).as("no connection broke").isEmpty();
        }
        Map<DatagramCount, Long> counts = links.counts();
        LOG.log(System.Logger.Level.INFO, "receivers={0} messages={1} counts={2}", RECEIVERS, 2 * MESSAGES, counts);
        assertThat(counts.get(DatagramCount.RESENT)).isPositive();
        assertThat(counts).doesNotContainKeys(DatagramCount.GIVEN_UP, DatagramCount.BEYOND_WINDOW);
    }

    private static List<Receipt> publish(BrokerClient first, BrokerClient second) {
        List<Receipt> receipts = new ArrayList<>();
        Topic<String> ebb = first.topic("tides", Codec.utf8());
        Topic<String> flood = second.topic("tides", Codec.utf8());
        for (int i = 0; i < MESSAGES; i++) {
            receipts.add(ebb.publish("ebb " + i));
            receipts.add(flood.publish("flood " + i));
        }
        return receipts;
    }
}
