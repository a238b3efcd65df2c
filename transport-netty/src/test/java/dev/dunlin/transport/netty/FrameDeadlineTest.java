package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.World;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a frame that was begun is waited for; the timers go off when the test says so. */
final class FrameDeadlineTest implements Receiver {

    private static final TransportLimits LIMITS =
            new TransportLimits(1 << 20, 64 << 10, 1 << 20, Duration.ofSeconds(7));

    private final World world = World.system();
    private final HeldTimers timers = new HeldTimers();
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Listener listener;
    private RawPeer peer;
    private volatile Connection connection;

    @BeforeEach
    void connect() throws Exception {
        listener = new NettyTransport()
                .listen(URI.create("tcp://127.0.0.1:0"), timers, LIMITS, made -> {
                    connection = made;
                    return this;
                })
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        peer = new RawPeer(listener.address());
        world.await("it is accepted", () -> connection != null);
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
        world.await("the receiver was told", () -> !told.isEmpty());
        world.await("no timer is left", () -> timers.held().isEmpty());
        listener.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void awaitTimer() {
        world.await("a timer is set", () -> timers.held().size() == 1);
        assertThat(timers.held().peek().delayNanos())
                .isEqualTo(Duration.ofSeconds(7).toNanos());
    }

    /** Lets the time pass, and what follows from it happen. */
    private void pass() throws Exception {
        timers.held().remove().task().run();
        turn();
    }

    private void turn() throws Exception {
        inTurn(() -> {});
    }

    private void inTurn(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, connection.executor()).get(10, TimeUnit.SECONDS);
    }

    /** The first bytes of a large frame. */
    private static byte[] beginning(int bytes) {
        byte[] large = RawPeer.bytes(new Frame.Hello(1, 1, "x".repeat(60_000), 7));
        return Arrays.copyOf(large, bytes);
    }

    @Test
    void whoBeginsAFrameAndStandsStillIsGivenUp() throws Exception {
        peer.send(RawPeer.ping(1), beginning(50));
        awaitTimer();
        pass();
        world.await("the receiver was told", () -> !told.isEmpty());
        assertThat(told).containsExactly("TIMED_OUT a frame was begun, and only 0 bytes more came within 7000 ms");
        assertThat(peer.readAll())
                .singleElement()
                .satisfies(frame -> assertThat(frame.getGoodbye().getDetail()).startsWith("a frame was begun"));
        assertThat(frames).containsExactly(new Frame.Ping(1));
    }

    @Test
    void whoGoesOnSlowlyIsWaitedFor() throws Exception {
        NettyConnection stream = ((FrameConnection) connection).stream();
        FrameDeadline deadline = new FrameDeadline(stream, timers.scheduler(), stream.turn(), LIMITS.frameTimeout());
        inTurn(() -> deadline.watch(true));
        for (int i = 0; i < 5; i++) {
            awaitTimer();
            inTurn(() -> deadline.came(TransportLimits.LEAST_BYTES));
            pass();
            assertThat(told).isEmpty();
        }
        inTurn(() -> deadline.came(TransportLimits.LEAST_BYTES - 1));
        pass();
        world.await("the receiver was told", () -> !told.isEmpty());
        assertThat(told).singleElement().asString().contains("only 4095 bytes more");
    }

    @Test
    void aFrameThatComesToItsEndIsTimeEnoughForTheNext() throws Exception {
        byte[] ping = RawPeer.ping(1);
        peer.send(Arrays.copyOf(ping, 5));
        awaitTimer();
        peer.send(Arrays.copyOfRange(ping, 5, ping.length), Arrays.copyOf(ping, 5));
        world.await("the first has come", () -> frames.size() == 1);
        turn();
        pass();
        assertThat(told).isEmpty();
        awaitTimer();
        pass();
        world.await("the receiver was told", () -> !told.isEmpty());
    }

    @Test
    void whoIsNotReadFromIsNotGivenUp() throws Exception {
        peer.send(RawPeer.ping(1), beginning(50));
        awaitTimer();
        connection.pauseReading();
        turn();
        pass();
        pass();
        connection.resumeReading();
        turn();
        pass();
        assertThat(told).isEmpty();
        pass();
        world.await("the receiver was told", () -> !told.isEmpty());
    }

    @Test
    void wholeFramesSetNoTimer() throws Exception {
        for (int i = 0; i < 10; i++) {
            peer.send(RawPeer.ping(i));
        }
        world.await("all have come", () -> frames.size() == 10);
        turn();
        assertThat(timers.held()).isEmpty();
    }

    @Override
    public void onFrame(Frame frame) {
        frames.add(frame);
        world.pulse();
    }

    @Override
    public void onPause() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(Closed how) {
        told.add(how.reason() + " " + how.detail());
        world.pulse();
    }
}
