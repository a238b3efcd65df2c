package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.Packet;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.inmemory.LinkScene.Side;
import dev.dunlin.transport.inmemory.LossyNetwork.Weather;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a link does when packets are lost, late, or somebody else's. */
class ReliableLinkTest {

    private static final Weather CALM = new Weather(0, 0, 0, 500, 0);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Closed DONE = new Closed(CloseReason.NORMAL, "done");

    private final LinkScene scene = new LinkScene(CALM, 1);

    private Side accepted() {
        scene.run(MINUTE, () -> !scene.accepted().isEmpty());
        return scene.accepted().get(scene.accepted().size() - 1);
    }

    @Test
    void packetsOfAnOldConnectionAreNotTakenForThoseOfANewOne() {
        Side old = scene.connect();
        Side server = accepted();
        for (int i = 0; i < 20; i++) {
            old.send(100);
        }
        assertThat(scene.run(MINUTE, () -> server.seen().size() == 20)).isTrue();
        old.connection().close(DONE);
        scene.world().advance(MINUTE);
        List<Runnable> late = scene.network().recording();

        scene.network().reusePlaces();
        Side young = scene.connect();
        Side next = accepted();
        assertThat(next).isNotSameAs(server);
        late.forEach(Runnable::run);
        scene.world().advance(MINUTE);

        assertThat(next.seen()).isEmpty();
        assertThat(next.ended()).isNull();
        assertThat(young.ended()).isNull();
        assertThat(scene.accepted()).as("late wishes make no connection").hasSize(2);
        assertThat(scene.count(DatagramCount.STALE)).isGreaterThan(5);
        young.send(1);
        assertThat(scene.run(MINUTE, () -> next.seen().size() == 1)).isTrue();
    }

    @Test
    void nobodyIsAnsweredMoreThanHeAskedForBeforeHeHasShownWhereHeIs() {
        scene.network().cut((to, packet) -> packet instanceof Packet.Challenge);
        try {
            scene.connect();
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("no answer within 5 s");
        }
        assertThat(scene.count(DatagramCount.OPENED)).isZero();
        assertThat(scene.count(DatagramCount.BAD_COOKIE)).isZero();
    }

    @Test
    void aPeerThatFallsSilentIsGivenUpWithAReason() {
        Side client = scene.connect();
        Side server = accepted();
        scene.network().cut((to, packet) -> true);
        client.send(100);
        scene.world().advance(Duration.ofSeconds(29));
        assertThat(client.ended()).isNull();
        scene.world().advance(Duration.ofSeconds(5));

        Closed how = Objects.requireNonNull(client.ended());
        assertThat(how.reason()).isEqualTo(CloseReason.LOST);
        assertThat(how.detail()).contains("nothing was heard for 30 s");
        assertThat(scene.count(DatagramCount.GIVEN_UP)).isOne();
        assertThat(server.ended()).as("who sends nothing does not notice").isNull();

        scene.network().cut((to, packet) -> false);
        server.send(1);
        scene.world().advance(Duration.ofSeconds(35));
        assertThat(Objects.requireNonNull(server.ended()).reason()).isEqualTo(CloseReason.LOST);
    }

    @Test
    void aLostPacketIsSentAgainWhenThreeLaterOnesHaveArrivedWithoutAWait() {
        Side client = scene.connect();
        Side server = accepted();
        long[] seen = {0};
        scene.network().cut((to, packet) -> packet instanceof Packet.Data data && data.number() == 3 && seen[0]++ == 0);
        for (int i = 0; i < 8; i++) {
            client.send(1_000);
        }
        scene.world().advance(Duration.ofMillis(20));

        assertThat(server.seen()).hasSize(8);
        assertThat(scene.count(DatagramCount.RESENT_EARLY)).isOne();
        assertThat(scene.count(DatagramCount.RESENT)).isOne();
        assertThat(scene.count(DatagramCount.TIMEOUTS)).isZero();
    }

    @Test
    void theLastPacketIsSentAgainAfterAWait() {
        Side client = scene.connect();
        Side server = accepted();
        long[] seen = {0};
        scene.network().cut((to, packet) -> packet instanceof Packet.Data && seen[0]++ < 3);
        client.send(10);
        assertThat(scene.run(MINUTE, () -> server.seen().size() == 1)).isTrue();

        assertThat(scene.count(DatagramCount.TIMEOUTS)).isEqualTo(3);
        assertThat(scene.count(DatagramCount.RESENT)).isEqualTo(3);
    }

    @Test
    void whoClosesSendsAgainForAsLongAsClosingMayTakeIfNothingIsHeard() {
        Side client = scene.connect();
        Side server = accepted();
        boolean[] cut = {true};
        scene.network().cut((to, packet) -> cut[0] && packet instanceof Packet.Data);
        client.send(10);
        client.connection().close(new Closed(CloseReason.NORMAL, "enough"));
        scene.world().advance(Duration.ofSeconds(10));
        cut[0] = false;
        scene.world().advance(Duration.ofSeconds(10));

        assertThat(server.seen()).hasSize(1);
        assertThat(Objects.requireNonNull(server.ended())).isNotNull();
    }

    @Test
    void aReceiverThatDoesNotReadHoldsTheSenderUpAndALostWordOfRoomIsAskedFor() {
        Side client = scene.connect();
        Side server = accepted();
        server.connection().pauseReading();
        for (int i = 0; i < 100; i++) {
            client.send(20_000);
        }
        scene.world().advance(MINUTE);
        long sent = scene.count(DatagramCount.SENT);
        assertThat(sent).as("512 KiB of packets of 1,162 bytes and 64 more").isBetween(425L, 430L);
        assertThat(scene.count(DatagramCount.BEYOND_WINDOW)).isZero();
        assertThat(scene.count(DatagramCount.PROBES)).isPositive();
        assertThat(client.ended()).as("a peer that answers is not given up").isNull();

        scene.network().cut((to, packet) -> packet instanceof Packet.Acknowledge said && said.limit() > 600_000);
        server.connection().resumeReading();
        scene.world().run();
        scene.network().cut((to, packet) -> false);
        assertThat(scene.run(MINUTE, () -> server.seen().size() == 100)).isTrue();
    }

    @Test
    void aFrameThatStandsStillEndsTheConnectionUnlessNobodyReads() {
        Side client = scene.connect();
        Side server = accepted();
        scene.network().cut((to, packet) -> packet instanceof Packet.Data data && data.number() > 2);
        client.send(10_000);
        scene.world().advance(Duration.ofSeconds(9));
        server.connection().pauseReading();
        scene.world().advance(Duration.ofSeconds(9));
        server.connection().resumeReading();
        scene.world().advance(Duration.ofSeconds(9));
        assertThat(server.ended()).isNull();
        scene.world().advance(Duration.ofSeconds(2));

        Closed how = Objects.requireNonNull(server.ended());
        assertThat(how.reason()).isEqualTo(CloseReason.TIMED_OUT);
        assertThat(how.detail()).contains("within 10000 ms");
    }

    @Test
    void anEndIsToldAlthoughTheLastPacketsAreLost() {
        Side client = scene.connect();
        Side server = accepted();
        long[] seen = {0};
        scene.network().cut((to, packet) -> packet instanceof Packet.Data && seen[0]++ < 2);
        client.send(10);
        client.connection().close(DONE);
        assertThat(scene.run(MINUTE, () -> client.ended() != null && server.ended() != null))
                .isTrue();
        assertThat(server.seen()).hasSize(1);
        assertThat(client.ended()).isEqualTo(DONE);
    }

    @Test
    void theSameSeedGivesTheSameCourse() {
        assertThat(course(11)).isEqualTo(course(11)).isNotEqualTo(course(12));
    }

    private static String course(long seed) {
        LinkScene scene = new LinkScene(Weather.losing(0.3), seed);
        Side client = scene.connect();
        for (int i = 0; i < 100; i++) {
            client.send(100 * i);
            scene.world().advance(Duration.ofMillis(1));
        }
        scene.run(MINUTE, () -> scene.accepted().get(0).seen().size() == 100);
        return scene.world().clock().nanos() + " " + scene.network().carried() + " "
                + scene.count(DatagramCount.RESENT) + " " + scene.count(DatagramCount.DUPLICATE) + " "
                + scene.network().sent().hashCode();
    }

    @Test
    void aClosedListenersConnectionsGoOn() {
        Side client = scene.connect();
        Side server = accepted();
        scene.world().await(scene.listener().close(), Duration.ofSeconds(1).toNanos());
        client.send(10);
        assertThat(scene.run(MINUTE, () -> server.seen().size() == 1)).isTrue();
    }
}
