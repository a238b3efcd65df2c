package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real processes over real sockets: nothing acknowledged is lost, nothing comes twice, and there is one order, whatever is
 * killed, stopped, cut or unplugged. {@code -Ddunlin.rounds=100} does each a hundred times; the ordinary build, a few.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // a hundred rounds take their time
final class SurvivalTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.rounds", 3);

    /** Each takes three seconds: one, in the ordinary build. */
    private static final int STANDSTILLS = Integer.getInteger("dunlin.rounds", 1);

    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    /** What a round's traffic must come to before and after. */
    private static final int SOME = 200;

    private final Random random = Chance.of(SurvivalTest.class);

    @Test
    void aPublisherThatIsKilledLosesNothingThatWasAcknowledged() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK)) {
            String address = server.hear(Peer.LISTENING);
            Map<String, Long> acknowledged = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                try (Child publisher = Child.start(List.of(), "publisher", address, "p" + round)) {
                    long enough = random.nextLong(SOME, 5_000);
                    long soFar = 0;
                    while (soFar < enough) {
                        soFar = Long.parseLong(publisher.hear(Peer.ACKNOWLEDGED));
                    }
                    publisher.kill();
                    String last = publisher.last(Peer.ACKNOWLEDGED);
                    acknowledged.put("p" + round, last.isEmpty() ? soFar : Long.parseLong(last));
                }
            }
            check(address, acknowledged);
        }
    }

    /** Each publisher's messages are there from 0 on, in order, without a hole, at least those that were acknowledged. */
    private static void check(String address, Map<String, Long> acknowledged) {
        Map<String, Long> next = new HashMap<>();
        try (Broker broker = Broker.connect(address);
                Poller<String> poller =
                        broker.poller(Peer.TOPIC, Codec.utf8(), SubscribeOptions.from(Position.earliest()))) {
            List<Message<String>> batch = poller.poll(1_000, Duration.ofSeconds(5));
            while (!batch.isEmpty()) {
                for (Message<String> message : batch) {
                    String[] parts = message.value().split(":", 2);
                    assertThat(Long.parseLong(parts[1])).isEqualTo(next.getOrDefault(parts[0], 0L));
                    next.merge(parts[0], 1L, Long::sum);
                }
                batch = poller.poll(1_000, Duration.ofSeconds(1));
            }
        }
        acknowledged.forEach((name, count) ->
                assertThat(next.getOrDefault(name, 0L)).as("stored of " + name).isGreaterThanOrEqualTo(count));
        assertThat(next.keySet()).isEqualTo(acknowledged.keySet());
    }

    @Test
    void connectionsThatAreCutInTheMiddleOfAFrameAreMadeGood() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK);
                Cable cable = new Cable(URI.create(server.hear(Peer.LISTENING)));
                Traffic traffic = new Traffic(cable.address())) {
            traffic.awaitMore(SOME);
            for (int round = 0; round < ROUNDS; round++) {
                int before = cable.connections();
                cable.cutAfter(1 + random.nextInt(100_000));
                while (cable.connections() == before) {
                    Thread.onSpinWait();
                }
                traffic.awaitMore(SOME);
            }
            traffic.finish();
        }
    }

    @Test
    void aCableThatIsPulledIsNoticed() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK);
                Cable cable = new Cable(URI.create(server.hear(Peer.LISTENING)));
                Traffic traffic = new Traffic(cable.address())) {
            traffic.awaitMore(SOME);
            for (int round = 0; round < ROUNDS; round++) {
                int before = cable.connections();
                cable.unplug();
                traffic.awaitMore(SOME);
                assertThat(cable.connections()).isEqualTo(before + 2);
            }
            traffic.finish();
        }
    }

    @Test
    void aServerThatStandsStillForThreeSecondsIsWaitedFor() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK);
                Traffic traffic = new Traffic(server.hear(Peer.LISTENING))) {
            traffic.awaitMore(SOME);
            for (int round = 0; round < STANDSTILLS; round++) {
                server.signal("STOP");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
                server.signal("CONT");
                traffic.awaitMore(SOME);
            }
            traffic.finish();
        }
    }
}
