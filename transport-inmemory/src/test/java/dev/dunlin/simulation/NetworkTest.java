package dev.dunlin.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.datagram.DatagramNetwork;
import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What rules, links and hosts do to a stream of numbered frames from one host to another. */
class NetworkTest {

    private static final Duration MILLI = Duration.ofMillis(1);

    private final Simulation simulation = Simulation.seed(11);
    private final Host gull = simulation.host("gull");
    private final Host tern = simulation.host("tern", this::listen);
    private final SimulatedTransport transport = new SimulatedTransport();
    private final List<Long> came = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final List<Closed> ternSees = new ArrayList<>();
    private final List<Closed> gullSees = new ArrayList<>();

    private final class Notes implements Receiver {

        private final List<Closed> ends;

        Notes(List<Closed> ends) {
            this.ends = ends;
        }

        @Override
        public void onFrame(Frame frame) {
            came.add(((Frame.Ping) frame).token());
            times.add(simulation.elapsed());
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {
            ends.add(how);
        }
    }

    private void listen(Host host) {
        var unused = transport.listen(
                URI.create(host.address(1)),
                host.environment(),
                TransportLimits.DEFAULT,
                connection -> new Notes(ternSees));
    }

    private Connection connect() {
        simulation.network().latency(MILLI, MILLI);
        simulation.runFor(MILLI);
        return simulation.await(
                transport.connect(
                        URI.create(tern.address(1)),
                        gull.environment(),
                        TransportLimits.DEFAULT,
                        connection -> new Notes(gullSees)),
                Duration.ofMinutes(2));
    }

    private static void send(Connection connection, long from, long to) {
        LongStream.range(from, to).forEach(token -> {
            connection.send(new Frame.Ping(token));
            connection.flush();
        });
    }

    private static Long[] numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toArray(Long[]::new);
    }

    @Test
    void framesTakeTheLinksLatency() {
        Connection connection = connect();
        Duration sent = simulation.elapsed();
        send(connection, 0, 1);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(times).containsExactly(sent.plus(MILLI));
    }

    @Test
    void whatIsLostIsSentAgainInOrder() {
        Connection connection = connect();
        simulation.network().add(NetworkRule.loss(0.5));
        send(connection, 0, 50);
        simulation.runFor(Duration.ofMinutes(5));
        assertThat(came).containsExactly(numbers(0, 50));
        assertThat(simulation.network().stats().dropped()).isPositive();
        assertThat(simulation.network().stats().resent()).isPositive();
        assertThat(times.get(49).minus(times.get(0))).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void whatIsHeldUpHoldsUpWhatIsBehindIt() {
        Connection connection = connect();
        Duration sent = simulation.elapsed();
        NetworkRule slow = NetworkRule.delay(Duration.ofMillis(70), Duration.ofMillis(70));
        simulation.network().add(slow.matching(frame -> frame.equals(new Frame.Ping(0))));
        send(connection, 0, 3);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(came).containsExactly(numbers(0, 3));
        assertThat(times).containsOnly(sent.plusMillis(71));
    }

    @Test
    void duplicatesAndDamageAreNotSeenOnAStream() {
        Connection connection = connect();
        simulation.network().add(NetworkRule.sometimes(0.3, Verdict.DUPLICATE));
        simulation.network().add(NetworkRule.sometimes(0.3, Verdict.CORRUPT));
        send(connection, 0, 30);
        simulation.runFor(Duration.ofMinutes(5));
        assertThat(came).containsExactly(numbers(0, 30));
        assertThat(simulation.network().stats().duplicated()).isPositive();
        assertThat(simulation.network().stats().corrupted()).isPositive();
    }

    @Test
    void aCutIsToldToBothSidesIfTheWordGetsThrough() {
        Connection connection = connect();
        send(connection, 0, 1);
        simulation.runFor(Duration.ofSeconds(1));
        Network.Added rule = simulation
                .network()
                .add(NetworkRule.always(Verdict.CUT).from("gull", "tern").matching(frame -> true));
        send(connection, 1, 2);
        rule.remove();
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(came).containsExactly(0L);
        assertThat(gullSees).singleElement().extracting(Closed::reason).isEqualTo(CloseReason.LOST);
        assertThat(ternSees).singleElement().extracting(Closed::reason).isEqualTo(CloseReason.LOST);
    }

    @Test
    void aCutWhoseWordIsLostLeavesTheOtherSideWaiting() {
        Connection connection = connect();
        simulation.network().add(NetworkRule.always(Verdict.CUT).from("gull", "tern"));
        send(connection, 0, 1);
        simulation.runFor(Duration.ofMinutes(5));
        assertThat(gullSees).hasSize(1);
        assertThat(ternSees).isEmpty();
    }

    @Test
    void aPartitionHoldsFramesUntilItIsHealedOrPatienceEnds() {
        Connection connection = connect();
        simulation.network().partition(Set.of("gull"), Set.of("tern"));
        send(connection, 0, 5);
        simulation.runFor(Duration.ofSeconds(20));
        assertThat(came).isEmpty();
        simulation.network().heal();
        simulation.runFor(Duration.ofSeconds(20));
        assertThat(came).containsExactly(numbers(0, 5));
        simulation.network().partition(Set.of("gull"), Set.of("tern"));
        send(connection, 5, 6);
        simulation.runFor(Duration.ofMinutes(2));
        assertThat(gullSees)
                .singleElement()
                .extracting(Closed::detail)
                .asString()
                .startsWith("no answer in");
        assertThat(ternSees).as("has sent nothing, and so has missed nothing").isEmpty();
    }

    @Test
    void aRuleIsForItsTimeAndDirection() {
        Connection connection = connect();
        Duration now = simulation.elapsed();
        simulation.network().add(NetworkRule.loss(1).during(now.plusSeconds(1), now.plusSeconds(2)));
        simulation.network().add(NetworkRule.loss(1).from("tern", "gull"));
        send(connection, 0, 1);
        simulation.runFor(Duration.ofMillis(500));
        assertThat(came).containsExactly(0L);
        simulation.runFor(Duration.ofMillis(600));
        send(connection, 1, 2);
        simulation.runFor(Duration.ofMillis(500));
        assertThat(came).containsExactly(0L);
        simulation.runFor(Duration.ofSeconds(2));
        assertThat(came).containsExactly(0L, 1L);
    }

    @Test
    void aNarrowLinkTakesTime() {
        Connection connection = connect();
        simulation.network().bandwidth("gull", "tern", 3_200);
        Duration sent = simulation.elapsed();
        send(connection, 0, 100);
        simulation.runFor(Duration.ofMinutes(1));
        assertThat(came).containsExactly(numbers(0, 100));
        assertThat(times.get(99).minus(sent)).as("100 frames of 32 bytes").isEqualTo(Duration.ofMillis(1_001));
    }

    @Test
    void aPacketIsLostDoubledDamagedOrOvertaken() {
        Place there = new Place();
        there.send(1);
        there.under(NetworkRule.always(Verdict.DROP), 2);
        there.under(NetworkRule.always(Verdict.DUPLICATE), 3);
        there.under(NetworkRule.always(Verdict.CORRUPT), 4);
        there.under(NetworkRule.always(new Verdict.DeliverAfter(MILLI)), 5);
        there.send(6);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(there.got).containsExactly("1", "3", "3", "damaged", "6", "5");
    }

    /** A place for packets on one host, and another from which they are sent. */
    private final class Place implements PacketReceiver {

        private final SimulatedDatagrams network = new SimulatedDatagrams(simulation);
        private final List<String> got = new ArrayList<>();
        private final DatagramNetwork.Way way;

        Place() {
            simulation.network().latency(MILLI, MILLI);
            PacketSocket socket = simulation.await(
                    network.bind(URI.create(tern.datagramAddress(1)), tern.environment(), this), MILLI);
            way = simulation.await(network.reach(socket.address(), gull.environment(), this), MILLI);
        }

        void under(NetworkRule rule, long number) {
            Network.Added added = simulation.network().add(rule);
            send(number);
            added.remove();
        }

        void send(long number) {
            way.socket().send(way.peer(), new Packet.Unknown(number));
        }

        @Override
        public void onPacket(SocketAddress from, Packet packet) {
            got.add("" + ((Packet.Unknown) packet).number());
        }

        @Override
        public void onPause() {}

        @Override
        public void onDamaged() {
            got.add("damaged");
        }

        @Override
        public void onUndeliverable(String detail) {
            got.add(detail);
        }
    }

    @Test
    void aRuleForFramesSeesThoseInPackets() {
        SimulatedDatagramTransport packets = new SimulatedDatagramTransport();
        simulation.runFor(MILLI);
        var unused = packets.listen(
                URI.create(tern.datagramAddress(2)),
                tern.environment(),
                TransportLimits.DEFAULT,
                connection -> new Notes(ternSees));
        Connection connection = simulation.await(
                packets.connect(
                        URI.create(tern.datagramAddress(2)),
                        gull.environment(),
                        TransportLimits.DEFAULT,
                        end -> new Notes(gullSees)),
                Duration.ofSeconds(5));
        List<Frame> seen = new ArrayList<>();
        simulation.network().add(NetworkRule.loss(1).matching(frame -> {
            seen.add(frame);
            return frame.equals(new Frame.Ping(1)) && seen.indexOf(frame) > seen.size() - 4;
        }));
        for (long token = 0; token < 3; token++) {
            send(connection, token, token + 1);
            simulation.runFor(Duration.ofSeconds(3));
        }
        assertThat(seen).contains(new Frame.Ping(0), new Frame.Ping(1), new Frame.Ping(2));
        assertThat(simulation.network().stats().dropped()).isPositive();
        assertThat(came).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aRuleForAHostThatIsNotThereIsRefused() {
        Network network = simulation.network();
        for (NetworkRule rule : List.of(
                NetworkRule.loss(1).from("gull", "gannet"),
                NetworkRule.loss(1).between("gannet", "tern").during(Duration.ZERO, MILLI),
                NetworkRule.loss(1).between(Set.of("gull"), Set.of("gannet")).where(passage -> true))) {
            assertThatThrownBy(() -> network.add(rule))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("host \"gannet\": the simulation has only [gull, tern]");
        }
        assertThatThrownBy(() -> NetworkRule.loss(1).during(MILLI, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start=PT0.001S end=PT0S");
        assertThatThrownBy(() -> simulation.runUntil(() -> true, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit=PT-0.001S");
    }

    @Test
    void aCrashIsSilentAndARestartKnowsNothing() {
        Connection connection = connect();
        tern.crash();
        send(connection, 0, 1);
        simulation.runFor(Duration.ofSeconds(5));
        assertThat(gullSees).isEmpty();
        tern.restart();
        simulation.runFor(Duration.ofSeconds(10));
        assertThat(came).isEmpty();
        assertThat(gullSees)
                .singleElement()
                .extracting(Closed::detail)
                .asString()
                .contains("started anew");
        send(connect(), 7, 8);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(came).as("its program runs again").containsExactly(7L);
    }

    @Test
    void aKilledProcessIsToldOf() {
        connect();
        tern.kill();
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(gullSees).singleElement().extracting(Closed::reason).isEqualTo(CloseReason.LOST);
        assertThatThrownBy(this::connect).hasRootCauseInstanceOf(DunlinException.class);
    }

    @Test
    void nobodyListens() {
        assertThatThrownBy(() -> simulation.await(
                        transport.connect(
                                URI.create(tern.address(9)),
                                gull.environment(),
                                TransportLimits.DEFAULT,
                                connection -> new Notes(gullSees)),
                        Duration.ofMinutes(1)))
                .hasRootCauseInstanceOf(DunlinException.class)
                .hasMessageContaining("nobody listens there");
    }

    @Test
    void aPausedHostIsGivenAllWhenItGoesOnAndItsTimersHaveStoodStill() {
        Connection connection = connect();
        Environment there = tern.environment();
        long nanos = there.clock().nanos();
        long millis = there.clock().millis();
        Duration begun = simulation.elapsed();
        List<Duration> rang = new ArrayList<>();
        there.scheduler().schedule(Duration.ofSeconds(2).toNanos(), () -> rang.add(simulation.elapsed()));
        simulation.runFor(Duration.ofSeconds(1));
        tern.pause();
        send(connection, 0, 5);
        simulation.runFor(Duration.ofSeconds(10));
        assertThat(came).isEmpty();
        tern.resume();
        simulation.runFor(MILLI);
        assertThat(came).containsExactly(numbers(0, 5));
        simulation.runFor(Duration.ofSeconds(4));
        assertThat(rang).containsExactly(begun.plusSeconds(12));
        assertThat(there.clock().nanos() - nanos)
                .isEqualTo(Duration.ofSeconds(5).plus(MILLI).toNanos());
        assertThat(there.clock().millis() - millis).isEqualTo(15_001);
    }

    @Test
    void aStalledHostsTimersRingAtOnceWhenItGoesOn() {
        Environment there = tern.environment();
        long nanos = there.clock().nanos();
        List<Duration> rang = new ArrayList<>();
        there.scheduler().schedule(Duration.ofSeconds(2).toNanos(), () -> rang.add(simulation.elapsed()));
        simulation.runFor(Duration.ofSeconds(1));
        tern.stall();
        simulation.runFor(Duration.ofSeconds(9));
        tern.resume();
        simulation.runFor(MILLI);
        assertThat(rang).containsExactly(Duration.ofSeconds(10));
        assertThat(there.clock().nanos() - nanos)
                .isEqualTo(Duration.ofSeconds(10).plus(MILLI).toNanos());
    }

    @Test
    void clocksDriftAndJump() {
        Environment here = gull.environment();
        long millis = here.clock().millis();
        gull.drift(1_000);
        List<Duration> rang = new ArrayList<>();
        here.scheduler().schedule(Duration.ofSeconds(1_001).toNanos(), () -> rang.add(simulation.elapsed()));
        simulation.runFor(Duration.ofSeconds(2_000));
        assertThat(rang).hasSize(1);
        assertThat(rang.get(0))
                .isBetween(Duration.ofSeconds(1_000), Duration.ofSeconds(1_000).plusNanos(10));
        assertThat(here.clock().millis() - millis).isBetween(2_001_999L, 2_002_000L);
        gull.jumpClock(Duration.ofHours(-1));
        assertThat(here.clock().millis() - millis).isBetween(2_001_999L - 3_600_000, 2_002_000L - 3_600_000);
        assertThat(here.clock().nanos())
                .isBetween(
                        Duration.ofSeconds(2_002).toNanos() - 1_000,
                        Duration.ofSeconds(2_002).toNanos());
    }

    @Test
    void anHourOfTimersPassesInAMoment() {
        int[] count = new int[1];
        Runnable[] tick = new Runnable[1];
        tick[0] = () -> {
            count[0]++;
            gull.environment().scheduler().schedule(MILLI.toNanos() * 10, tick[0]);
        };
        tick[0].run();
        simulation.runFor(Duration.ofHours(1));
        assertThat(count[0]).isEqualTo(360_001);
    }
}
