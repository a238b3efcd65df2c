package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.Attributes;
import dev.dunlin.contracts.RecordingReceiver;
import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.TransportScenario;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.netty.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract, and what a server does with peers that have no manners, on real sockets of whatever kind. */
interface WireContract extends TransportContract {

    int MAX_FRAME_BYTES = 1 << 20;

    TransportLimits LIMITS = new TransportLimits(MAX_FRAME_BYTES, 64 << 10, 8 << 20);

    @Override
    default URI address() {
        return URI.create("tcp://127.0.0.1:0");
    }

    /** A server's end of a connection to a raw peer. */
    record Raw(RawPeer peer, RecordingReceiver server) {}

    /** Connects a raw peer. */
    private static Raw raw(TransportScenario it) {
        Queue<RecordingReceiver> accepted = new ConcurrentLinkedQueue<>();
        Listener listener = it.listen(LIMITS, connection -> {
            RecordingReceiver receiver = it.receiver(connection);
            accepted.add(receiver);
            return receiver;
        });
        RawPeer peer = new RawPeer(listener.address());
        it.world().await("the listener has accepted", () -> !accepted.isEmpty());
        return new Raw(peer, accepted.remove());
    }

    @ParameterizedTest
    @ValueSource(longs = {MAX_FRAME_BYTES + 1, Integer.MAX_VALUE, 1L << 31, (1L << 32) - 1})
    default void aLengthBeyondTheBoundEndsTheConnection(long length) throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer()
                    .send(
                            RawPeer.ping(1),
                            ByteBuffer.allocate(4).putInt((int) length).array());

            assertThat(raw.peer().readAll()).singleElement().satisfies(frame -> {
                assertThat(frame.getGoodbye().getReason()).isEqualTo(Wire.CloseReason.CLOSE_REASON_FRAME_TOO_LARGE);
                assertThat(frame.getGoodbye().getDetail()).contains(length + " bytes", "at most " + MAX_FRAME_BYTES);
            });
            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
            assertThat(raw.server().frames()).containsExactly(new Frame.Ping(1));
        }
    }

    @Test
    default void whatIsNoFrameEndsTheConnection() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            byte[] unknownKind = {0, 0, 0, 3, (byte) 0xCA, 1, 0};
            raw.peer().send(RawPeer.ping(1), unknownKind, RawPeer.ping(2));

            assertThat(raw.peer().readAll()).singleElement().satisfies(frame -> {
                assertThat(frame.getGoodbye().getReason()).isEqualTo(Wire.CloseReason.CLOSE_REASON_PROTOCOL);
                assertThat(frame.getGoodbye().getDetail()).contains("unknown kind, 25");
            });
            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.PROTOCOL);
            assertThat(raw.server().frames()).containsExactly(new Frame.Ping(1));
        }
    }

    @Test
    default void anotherProtocolEndsTheConnection() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer().send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
        }
    }

    @Test
    default void thePeerLearnsTheReasonEvenWhileItTalks() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            byte[] large = RawPeer.bytes(Wire.Frame.newBuilder()
                    .setHello(Wire.Hello.newBuilder().setAgent("x".repeat(500_000)))
                    .build());
            raw.peer().send(new byte[] {0, 0, 0, 0}, large, large, large, large);

            assertThat(raw.peer().readAll())
                    .singleElement()
                    .satisfies(
                            frame -> assertThat(frame.getGoodbye().getDetail()).isEqualTo("an empty frame"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 12})
    default void anEndInsideAFrameIsATruncation(int bytes) throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer().send(RawPeer.ping(1), Arrays.copyOf(RawPeer.ping(2), bytes));
            raw.peer().endOutput();

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.TRUNCATED);
            assertThat(raw.server().frames()).containsExactly(new Frame.Ping(1));
        }
    }

    @Test
    default void anEndBetweenFramesIsALossAndAllThatCameIsReceived() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer().send(LongStream.range(0, 1_000).mapToObj(RawPeer::ping).toArray(byte[][]::new));
            raw.peer().endOutput();

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.LOST);
            assertThat(raw.server().frames()).hasSize(1_000);
            assertThat(raw.peer().readAll()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    default void aResetIsALoss(int bytesOfAFrame) throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer().send(RawPeer.ping(1));
            raw.server().awaitFrames(1);
            raw.peer().send(Arrays.copyOf(RawPeer.ping(2), bytesOfAFrame));
            raw.peer().reset();

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.LOST);
        }
    }

    @Test
    default void aGoodbyeBeforeTheEndIsTheReason() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.peer()
                    .send(RawPeer.bytes(Wire.Frame.newBuilder()
                            .setGoodbye(Wire.Goodbye.newBuilder()
                                    .setReason(Wire.CloseReason.CLOSE_REASON_VERSION)
                                    .setDetail("too old"))
                            .build()));
            raw.peer().endOutput();

            assertThat(raw.server().awaitClosed()).isEqualTo(new Closed(CloseReason.VERSION, "too old"));
        }
    }

    @Test
    default void framesThatDribbleInByteByByteAreFrames() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            for (int i = 0; i < 50; i++) {
                raw.peer().sendOneByOne(RawPeer.ping(i));
            }

            assertThat(raw.server().awaitFrames(50)).hasSize(50).endsWith(new Frame.Ping(49));
        }
    }

    @Test
    default void aPeerThatHasEndedItsHalfIsSentWhatWasQueuedBefore() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.server().onEach(frame -> {
                for (int i = 0; i < 100; i++) {
                    raw.server().connection().send(new Frame.Pong(i));
                }
                raw.server().connection().send(new Frame.Goodbye(CloseReason.NORMAL, "bye"));
                raw.server().connection().close(new Closed(CloseReason.NORMAL, "bye"));
            });
            raw.peer().send(RawPeer.ping(1));
            List<Wire.Frame> frames = raw.peer().readAll();

            assertThat(frames).hasSize(101);
            assertThat(frames.get(100).hasGoodbye()).isTrue();
            assertThat(raw.server().awaitClosed().detail()).isEqualTo("bye");
        }
    }

    @Test
    default void whatCameTogetherIsHeldBackFromAPausedConnection() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.server().onEach(frame -> {
                if (frame.equals(new Frame.Ping(0)) || frame.equals(new Frame.Ping(3))) {
                    raw.server().connection().pauseReading();
                }
            });
            raw.peer().send(LongStream.range(0, 10).mapToObj(RawPeer::ping).toArray(byte[][]::new));
            raw.server().awaitFrames(1);
            runTask(it, raw, 1);
            assertThat(raw.server().frames()).hasSize(1);

            raw.server().connection().resumeReading();
            raw.server().awaitFrames(4);
            runTask(it, raw, 2);
            assertThat(raw.server().frames()).hasSize(4);

            raw.server().connection().resumeReading();
            assertThat(raw.server().awaitFrames(10)).endsWith(new Frame.Ping(9));
        }
    }

    /** Waits until all that the event loop was about to do has been done. */
    private static void runTask(TransportScenario it, Raw raw, int count) {
        raw.server().connection().executor().execute(raw.server()::task);
        it.world().await("a task has run", () -> raw.server().tasks() == count);
    }

    @Test
    default void nothingFollowsAGoodbye() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.server().connection().send(new Frame.Pong(1));
            raw.server().connection().send(new Frame.Goodbye(CloseReason.SHUTDOWN, "bye"));
            raw.server().connection().send(new Frame.Pong(2));
            raw.server().connection().close(new Closed(CloseReason.SHUTDOWN, "bye"));

            assertThat(raw.peer().readAll())
                    .extracting(Wire.Frame::getKindCase)
                    .containsExactly(Wire.Frame.KindCase.PONG, Wire.Frame.KindCase.GOODBYE);
        }
    }

    @Test
    default void aFrameThatIsTooLargeEndsTheConnectionAndBothSidesLearnWhy() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            Frame.Outgoing large = new Frame.Outgoing("tides", new byte[MAX_FRAME_BYTES], Attributes.NONE, 0, 0);
            raw.server().connection().send(new Frame.Pong(1));
            raw.server().connection().send(new Frame.Publish(1, List.of(large)));

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
            assertThat(raw.server().awaitClosed().detail())
                    .contains("a Publish of 10485", "at most " + MAX_FRAME_BYTES);
            List<Wire.Frame> frames = raw.peer().readAll();
            assertThat(frames).hasSize(2);
            assertThat(frames.get(1).getGoodbye().getReason()).isEqualTo(Wire.CloseReason.CLOSE_REASON_FRAME_TOO_LARGE);
        }
    }

    @Test
    default void aFrameThatIsNoneIsTheSendersErrorAndEndsTheConnection() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            assertThatThrownBy(() -> raw.server().connection().send(new Frame.Publish(1, List.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no messages");
            assertThatThrownBy(() -> raw.server().connection().send(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("frame");

            assertThat(raw.server().awaitClosed().reason()).isEqualTo(CloseReason.INTERNAL);
            assertThat(raw.peer().readAll())
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.getGoodbye().getReason())
                            .isEqualTo(Wire.CloseReason.CLOSE_REASON_INTERNAL));
        }
    }

    @Test
    default void flushesMadeWhileReceivingLeaveTogetherAndNoneIsForgotten() throws IOException {
        try (TransportScenario it = transportScenario()) {
            Raw raw = raw(it);
            raw.server().onEach(frame -> {
                raw.server().connection().send(new Frame.Pong(((Frame.Ping) frame).token()));
                raw.server().connection().flush();
            });
            for (int i = 0; i < 20; i++) {
                raw.peer().send(RawPeer.ping(i));
                assertThat(raw.peer().read().getPong().getToken()).isEqualTo(i);
            }
        }
    }
}
