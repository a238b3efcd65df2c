package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.ServerStats.Limit;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What strangers may do to a server's port: each of them is answered or dropped, for a reason that is counted, while two that
 * behave miss nothing; and nothing is left of it.
 */
final class HostilePeersTest {

    private static final int MIB = 1 << 20;
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final TransportLimits SMALL = new TransportLimits(4 * MIB, 64 << 10, MIB, SHORT);

    private static HostileScene scene() {
        return new HostileScene(config -> config);
    }

    private static List<RawPeer> peers(HostileScene scene, int count) {
        return Stream.generate(() -> new RawPeer(scene.address())).limit(count).toList();
    }

    private static void close(List<RawPeer> peers) throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
    }

    /** A protocol's first words, and what the server takes it for. */
    record Foreign(String name, ByteBuffer words) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Foreign> foreign() {
        byte[] tls = new byte[200];
        System.arraycopy(new byte[] {0x16, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3}, 0, tls, 0, 11);
        return Stream.of(
                new Foreign("HTTP", ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
                new Foreign("HTTP", ascii("POST /topics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")),
                new Foreign("HTTP", ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
                new Foreign("SSH", ascii("SSH-2.0-OpenSSH_9.2\r\n")),
                new Foreign("TLS", ByteBuffer.wrap(tls)));
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void whoSpeaksAnotherProtocolIsToldWhatIsSpokenHere(Foreign foreign) throws IOException {
        try (HostileScene scene = scene()) {
            for (RawPeer peer : peers(scene, 20)) {
                peer.send(foreign.words().array());
                assertThat(peer.readAll()).singleElement().satisfies(frame -> {
                    assertThat(frame.getGoodbye().getReason()).isEqualTo(Wire.CloseReason.CLOSE_REASON_FRAME_TOO_LARGE);
                    assertThat(frame.getGoodbye().getDetail()).endsWith("; is it " + foreign + "?");
                });
                peer.close();
            }
            scene.awaitEnds(CloseReason.FRAME_TOO_LARGE, 20);
            assertThat(scene.stats().strangers()).isEqualTo(20);
        }
    }

    @Test
    void randomBytesAreNoReasonToFail() throws IOException {
        Random random = new Random(20_260_101);
        try (HostileScene scene = scene()) {
            for (int i = 0; i < 200; i++) {
                byte[] noise = new byte[random.nextInt(64 << 10)];
                random.nextBytes(noise);
                if (i % 2 == 0 && noise.length > 3) {
                    // A length that is possible, so that the noise is taken for a frame.
                    noise[0] = 0;
                    noise[1] = 0;
                    noise[2] &= 7;
                }
                try (RawPeer peer = new RawPeer(scene.address())) {
                    if (i % 3 == 0) {
                        peer.trySend(RawPeer.hello());
                    }
                    peer.trySend(noise);
                    peer.awaitEnd();
                }
            }
            scene.awaitEnds(200);
            assertThat(scene.stats().closed())
                    .containsKeys(CloseReason.FRAME_TOO_LARGE, CloseReason.PROTOCOL)
                    .doesNotContainKeys(CloseReason.OVERFLOW, CloseReason.LIMIT_REACHED, CloseReason.NORMAL);
        }
    }

    @Test
    void aFrameThatIsOnlyAnnouncedTakesNoRoomAndIsNotWaitedForForEver() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.helloTimeout(Duration.ofSeconds(30))
                .limits(new TransportLimits(17 * MIB, 256 << 10, 64 * MIB, SHORT)))) {
            List<RawPeer> twoGibibytes = peers(scene, 20);
            for (RawPeer peer : twoGibibytes) {
                peer.send(RawPeer.hello(), new byte[] {(byte) 0x80, 0, 0, 0});
            }
            scene.awaitEnds(CloseReason.FRAME_TOO_LARGE, 20);
            close(twoGibibytes);

            long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            List<RawPeer> asMuchAsAllowed = peers(scene, 50);
            for (int i = 0; i < 50; i++) {
                byte[] begun = ByteBuffer.allocate(100).putInt(17 * MIB).array();
                asMuchAsAllowed.get(i).send(i % 2 == 0 ? RawPeer.hello() : new byte[0], begun);
            }
            scene.exchange(100);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                    .as("of the 850 MiB that were announced")
                    .isLessThan(64L * MIB);
            scene.awaitEnds(70);
            assertThat(scene.stats().closed())
                    .isEqualTo(Map.of(CloseReason.FRAME_TOO_LARGE, 20L, CloseReason.TIMED_OUT, 50L));
            close(asMuchAsAllowed);
        }
    }

    @Test
    void manyTinyFramesAreAnsweredAndHoldNobodyUp() throws Exception {
        int rounds = 200;
        byte[][] pings = LongStream.range(0, 1_000).mapToObj(RawPeer::ping).toArray(byte[][]::new);
        try (HostileScene scene = scene();
                RawPeer peer = new RawPeer(scene.address())) {
            peer.send(RawPeer.hello());
            assertThat(peer.read().hasWelcome()).isTrue();
            for (int i = 0; i < rounds; i++) {
                peer.send(pings);
                for (int j = 0; j < pings.length; j++) {
                    assertThat(peer.read().getPong().getToken()).isEqualTo(j);
                }
            }
            scene.exchange(100);
            peer.awaitEnd();
            scene.awaitEnds(CloseReason.LOST, 1);
        }
    }

    @Test
    void whoSaysNothingOrDribblesAHelloIsDroppedAfterADeadline() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.helloTimeout(SHORT))) {
            List<RawPeer> silent = peers(scene, 50);
            List<RawPeer> dribbling = peers(scene, 5);
            byte[] begun = ByteBuffer.allocate(4 + MIB).putInt(MIB).array();
            for (int i = 0; scene.told().size() < 55; i++) {
                byte[] next = {begun[i]};
                dribbling.forEach(peer -> peer.trySend(next));
                scene.exchange(10);
            }
            scene.awaitEnds(CloseReason.TIMED_OUT, 55);
            assertThat(scene.stats().strangers()).isEqualTo(55);
            assertThat(scene.told()).containsOnly("TIMED_OUT no Hello within 500 ms");
            close(silent);
            close(dribbling);
        }
    }

    @Test
    void whoDribblesInALaterFrameIsDroppedAfterADeadline() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.limits(SMALL));
                RawPeer peer = new RawPeer(scene.address())) {
            byte[] begun = ByteBuffer.allocate(4 + MIB).putInt(MIB).array();
            peer.send(RawPeer.hello());
            for (int i = 0; scene.told().isEmpty(); i++) {
                peer.trySend(new byte[] {begun[i]});
                scene.exchange(10);
            }
            scene.awaitEnds(CloseReason.TIMED_OUT, 1);
            assertThat(scene.told()).singleElement().asString().contains("a frame was begun, and only ", " within 500");
            assertThat(scene.stats().strangers()).isZero();
        }
    }

    @Test
    void whoAsksAndNeverReadsIsNotReadEitherAndGivenUp() throws IOException {
        byte[] pings = joined(LongStream.range(0, 1_000).mapToObj(RawPeer::ping).toList());
        try (HostileScene scene =
                        new HostileScene(config -> config.limits(SMALL).heartbeat(SHORT));
                RawPeer peer = new RawPeer(scene.address())) {
            peer.send(RawPeer.hello());
            while (scene.told().isEmpty() && peer.trySend(pings)) {
                scene.exchange(1);
            }
            scene.awaitEnds(CloseReason.TIMED_OUT, 1);
            assertThat(scene.told())
                    .singleElement()
                    .asString()
                    .contains("nothing has come for 3 times 500 ms, as it does not read");
        }
    }

    @Test
    void whoSubscribesAndNeverReadsWaitsAtItsOwnCost() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.limits(SMALL));
                RawPeer peer = new RawPeer(scene.address())) {
            Frame.Terms terms = new Frame.Terms(
                    Position.latest(), null, false, 30_000, 1, null, 1_000, Overload.DISCONNECT, 2L * MIB);
            peer.send(RawPeer.hello(), RawPeer.bytes(new Frame.Subscribe(1, "flood", terms, Long.MAX_VALUE)));
            assertThat(peer.read().hasWelcome()).isTrue();
            assertThat(peer.read().hasSubscribed()).isTrue();
            for (int i = 0; scene.broker().stats().subscriptions() == 2; i++) {
                assertThat(i)
                        .as("messages of 100 KiB until its bound is reached")
                        .isLessThan(1_000);
                scene.broker().topic("flood", Codec.bytes()).publish(new byte[100 << 10]);
                scene.exchange(1);
            }
            assertThat(scene.told()).as("it is no fault to read slowly").isEmpty();
            peer.awaitEnd();
            scene.awaitEnds(CloseReason.LOST, 1);
        }
    }

    @Test
    void aThousandThatConnectAndDisconnectLeaveNothingBehind() throws IOException {
        try (HostileScene scene = scene()) {
            for (int i = 0; i < 1_000; i++) {
                RawPeer peer = new RawPeer(scene.address());
                if (i % 2 == 0) {
                    peer.reset();
                } else {
                    peer.close();
                }
            }
            scene.awaitEnds(CloseReason.LOST, 1_000);
            assertThat(scene.stats().strangers()).isEqualTo(1_000);
        }
    }

    @Test
    void framesThatAreCutAnywhereCountForWhatIsWhole() throws IOException {
        Frame.Outgoing message = new Frame.Outgoing("cut", new byte[20], Attributes.NONE, 0, 0);
        List<byte[]> frames = List.of(
                RawPeer.hello(), RawPeer.bytes(new Frame.Publish(1, List.of(message, message))), RawPeer.ping(1));
        byte[] all = joined(frames);
        List<Integer> ends = new ArrayList<>(List.of(0));
        frames.forEach(frame -> ends.add(ends.get(ends.size() - 1) + frame.length));
        try (HostileScene scene = scene()) {
            for (int cut = 0; cut <= all.length; cut++) {
                try (RawPeer peer = new RawPeer(scene.address())) {
                    peer.send(Arrays.copyOf(all, cut));
                    peer.awaitEnd();
                }
            }
            scene.awaitEnds(all.length + 1);
            assertThat(scene.stats().closed())
                    .isEqualTo(Map.of(CloseReason.LOST, 4L, CloseReason.TRUNCATED, all.length - 3L));
            long wholePublishes = all.length + 1L - ends.get(2);
            assertThat(scene.broker().topics()).anySatisfy(topic -> {
                assertThat(topic.name()).isEqualTo("cut");
                assertThat(topic.nextSequence()).isEqualTo(2 * wholePublishes);
            });
        }
    }

    @Test
    void whatIsBeyondTheLimitOnConnectionsIsToldSo() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.maxConnections(5))) {
            List<RawPeer> within = peers(scene, 3);
            scene.await("all places are taken", () -> scene.stats().open() == 5);
            for (RawPeer peer : peers(scene, 10)) {
                assertRefused(peer, "5 connections are open, the limit of this server");
            }
            scene.awaitEnds(CloseReason.LIMIT_REACHED, 10);
            assertThat(scene.stats().full()).isEqualTo(Map.of(Limit.CONNECTIONS, 10L));
            close(within);
        }
    }

    @Test
    void oneAddressCannotTakeThePlacesOfOthers() throws IOException {
        try (HostileScene scene = new HostileScene(config -> config.maxConnectionsPerAddress(3))) {
            List<RawPeer> within = Stream.generate(() -> new RawPeer(scene.address(), "127.0.0.2"))
                    .limit(3)
                    .toList();
            scene.await("they are in", () -> scene.stats().open() == 5);
            for (int i = 0; i < 10; i++) {
                assertRefused(
                        new RawPeer(scene.address(), "127.0.0.2"),
                        "3 connections from 127.0.0.2 are open, the limit of this server for one address");
            }
            try (RawPeer other = new RawPeer(scene.address(), "127.0.0.3")) {
                other.send(RawPeer.hello());
                assertThat(other.read().hasWelcome()).isTrue();
            }
            scene.awaitEnds(11);
            within.get(0).close();
            scene.await("a place is free", () -> scene.stats().open() == 4);
            try (RawPeer next = new RawPeer(scene.address(), "127.0.0.2")) {
                next.send(RawPeer.hello());
                assertThat(next.read().hasWelcome()).isTrue();
            }
            assertThat(scene.stats().full()).isEqualTo(Map.of(Limit.CONNECTIONS_PER_ADDRESS, 10L));
            close(within);
        }
    }

    private static void assertRefused(RawPeer peer, String detail) throws IOException {
        assertThat(peer.readAll()).singleElement().satisfies(frame -> {
            assertThat(frame.getGoodbye().getReason()).isEqualTo(Wire.CloseReason.CLOSE_REASON_LIMIT_REACHED);
            assertThat(frame.getGoodbye().getDetail()).isEqualTo(detail);
        });
        peer.close();
    }

    private static byte[] joined(List<byte[]> all) {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        all.forEach(together::writeBytes);
        return together.toByteArray();
    }
}
