package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.inmemory.LinkScene.Side;
import dev.dunlin.transport.inmemory.LossyNetwork.Weather;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever a network does: what is sent arrives once and in order, or the connection breaks with a reason, and what had
 * arrived until then is the beginning of what was sent.
 */
class ReliableLinkProperties {

    private static final int FRAMES = 60;
    private static final int LARGEST = 20_000;
    private static final int PLAIN = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Property(tries = 300)
    void whatIsSentArrivesOnceAndInOrderOrTheConnectionBreaks(
            @ForAll @DoubleRange(min = 0, max = 0.6) double loss,
            @ForAll @DoubleRange(min = 0, max = 0.5) double duplication,
            @ForAll @DoubleRange(min = 0, max = 0.1) double damage,
            @ForAll @IntRange(min = 0, max = 100_000) int delayMicros,
            @ForAll @IntRange(min = 0, max = 100_000) int jitterMicros,
            @ForAll long seed) {
        LinkScene scene = new LinkScene(new Weather(loss, duplication, damage, delayMicros, jitterMicros), seed);
        Side client;
        try {
            client = scene.connect();
        } catch (DunlinException e) {
            assertThat(e.reason()).isEqualTo(DunlinException.Reason.UNREACHABLE);
            Statistics.collect("never connected");
            return;
        }
        talk(scene, client, new Random(seed));
        boolean whole = scene.run(PATIENCE, () -> isWhole(scene, client) || hasEnded(scene, client));
        assertThat(whole).as("all has come or the connection has broken").isTrue();

        for (Side server : scene.accepted()) {
            assertThat(server.seen())
                    .isEqualTo(client.sent().subList(0, server.seen().size()));
            assertThat(client.seen())
                    .isEqualTo(server.sent().subList(0, client.seen().size()));
        }
        Statistics.collect(hasEnded(scene, client) ? "broke" : "arrived");
        if (loss + damage <= 0.3) {
            assertThat(isWhole(scene, client))
                    .as("a third is lost at most: nothing breaks")
                    .isTrue();
        }
        assertThat(scene.count(DatagramCount.IMPOSSIBLE)).isZero();
    }

    @Property(tries = 200)
    void whoClosesIsHeardToTheEnd(
            @ForAll @DoubleRange(min = 0, max = 0.3) double loss,
            @ForAll @DoubleRange(min = 0, max = 0.5) double duplication,
            @ForAll @IntRange(min = 0, max = 20_000) int delayMicros,
            @ForAll @IntRange(min = 0, max = 20_000) int jitterMicros,
            @ForAll @IntRange(min = 0, max = 40) int frames,
            @ForAll boolean bothClose,
            @ForAll long seed) {
        LinkScene scene = new LinkScene(new Weather(loss, duplication, 0, delayMicros, jitterMicros), seed);
        Side client = scene.connect();
        Random random = new Random(seed);
        for (int i = 0; i < frames; i++) {
            client.send(size(random));
        }
        Closed how = new Closed(CloseReason.SHUTDOWN, "going");
        client.connection().send(new Frame.Goodbye(how.reason(), how.detail()));
        client.connection().close(how);
        assertThat(scene.run(PATIENCE, () -> !scene.accepted().isEmpty())).isTrue();
        Side server = scene.accepted().get(0);
        if (bothClose) {
            server.connection().close(new Closed(CloseReason.NORMAL, "so do I"));
        }
        assertThat(scene.run(PATIENCE, () -> client.ended() != null && server.ended() != null))
                .as("both are told")
                .isTrue();

        assertThat(client.ended()).isEqualTo(how);
        if (bothClose) {
            assertThat(server.seen())
                    .isEqualTo(client.sent().subList(0, server.seen().size()));
        } else {
            assertThat(server.seen()).isEqualTo(client.sent());
            assertThat(server.ended()).isEqualTo(how);
        }
        scene.world().advance(Duration.ofMinutes(1));
        assertThat(scene.network().places())
                .as("a client's place is given back")
                .isOne();
    }

    /** Both sides send, now and then; the receivers stop reading, now and then. */
    private static void talk(LinkScene scene, Side client, Random random) {
        for (int i = 0; i < FRAMES; i++) {
            client.send(size(random));
            for (Side server : scene.accepted()) {
                server.send(size(random));
                if (random.nextInt(4) == 0) {
                    server.connection().pauseReading();
                }
            }
            if (random.nextInt(3) == 0) {
                scene.world().advance(Duration.ofMillis(random.nextInt(200)));
            }
            if (random.nextInt(4) == 0) {
                scene.accepted().forEach(server -> server.connection().resumeReading());
            }
        }
        scene.accepted().forEach(server -> server.connection().resumeReading());
    }

    private static int size(Random random) {
        return random.nextInt(4) == 0 ? random.nextInt(LARGEST) : random.nextInt(PLAIN);
    }

    private static boolean isWhole(LinkScene scene, Side client) {
        return scene.accepted().size() == 1
                && scene.accepted().get(0).seen().size() == client.sent().size()
                && client.seen().size() == scene.accepted().get(0).sent().size();
    }

    private static boolean hasEnded(LinkScene scene, Side client) {
        return client.ended() != null || scene.accepted().stream().anyMatch(server -> server.ended() != null);
    }
}
