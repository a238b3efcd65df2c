package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.inmemory.LossyNetwork.Weather;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Reliable multicast over a network that loses one packet in five in each direction: a topic with ten subscribers, each at a
 * host of its own, and two publishers.
 */
class ReliableMulticastTest {

    private static final System.Logger LOG = System.getLogger(ReliableMulticastTest.class.getName());

    private static final int RECEIVERS = 10;
    private static final int MESSAGES = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH, 7);
    private final LossyNetwork network = new LossyNetwork(new Weather(0.2, 0.05, 0.01, 1_000, 4_000), 7);
    private final ReliableTransport transport = new ReliableTransport(network);
    private final Broker broker =
            Broker.inMemory(BrokerConfig.builder().environment(world).build());

    private BrokerClient connect(BrokerServer server) {
        return BrokerClient.connect(
                server.address(),
                ClientConfig.builder()
                        .environment(world)
                        .transport(transport)
                        .reconnectFor(Duration.ZERO)
                        .build());
    }

    @Test
    void whatIsPublishedComesToAllReceiversOnceAndInOneOrderAlthoughOnePacketInFiveIsLost() {
        List<List<String>> seen = new ArrayList<>();
        try (BrokerServer server = BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address("lossy://multicast")
                        .transport(transport)
                        .build())) {
            for (int i = 0; i < RECEIVERS; i++) {
                List<String> mine = new ArrayList<>();
                seen.add(mine);
                Subscription subscription =
                        connect(server).topic("tides", Codec.utf8()).subscribe(message -> mine.add(message.value()));
                world.await(subscription.established(), PATIENCE.toNanos());
            }
            List<Receipt> receipts = publish(connect(server), connect(server));
            receipts.forEach(receipt -> world.await(receipt.acknowledged(), PATIENCE.toNanos()));
            Instant deadline = world.now().plus(PATIENCE);
            while (world.now().isBefore(deadline) && seen.stream().anyMatch(mine -> mine.size() < 2 * MESSAGES)) {
                world.advance(Duration.ofMillis(10));
            }

            assertThat(seen.get(0)).hasSize(2 * MESSAGES).doesNotHaveDuplicates();
            assertThat(seen).as("one order").allMatch(seen.get(0)::equals);
            assertThat(server.stats().closed()).as("no connection broke").isEmpty();
        }
        Map<DatagramCount, Long> counts = transport.counts();
        LOG.log(System.Logger.Level.INFO, "receivers={0} messages={1} counts={2}", RECEIVERS, 2 * MESSAGES, counts);
        assertThat(counts.get(DatagramCount.RESENT)).isGreaterThan(counts.get(DatagramCount.SENT) / 10);
        assertThat(counts).containsKeys(DatagramCount.DUPLICATE, DatagramCount.DAMAGED, DatagramCount.RESENT_EARLY);
        assertThat(counts).doesNotContainKeys(DatagramCount.GIVEN_UP, DatagramCount.BEYOND_WINDOW);
    }

    private List<Receipt> publish(BrokerClient first, BrokerClient second) {
        List<Receipt> receipts = new ArrayList<>();
        Topic<String> ebb = first.topic("tides", Codec.utf8());
        Topic<String> flood = second.topic("tides", Codec.utf8());
        for (int i = 0; i < MESSAGES; i++) {
            receipts.add(ebb.publish("ebb " + i));
            receipts.add(flood.publish("flood " + i));
            world.advance(Duration.ofMillis(2));
        }
        return receipts;
    }
}
