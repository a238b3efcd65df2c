package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.contracts.World;
import dev.dunlin.conversation.Conversation;
import dev.dunlin.environment.VirtualThreads;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Straight-line code at the server's end of a connection, in every mode; at the other end plain sockets. */
final class ConversationTest {

    private static final TransportLimits LIMITS = new TransportLimits(1_024, 16 << 10, 64 << 10);
    private static final Framing FRAMING = Framing.delimited('?', '.');

    private final World world = World.system();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private Listener listener;

    static Stream<ServerMode> modes() {
        Stream<ServerMode> everywhere = Stream.of(
                ServerMode.oneThread(), ServerMode.pool(4), ServerMode.loops(), ServerMode.loopsAndWorkers(2));
        return VirtualThreads.exist() ? Stream.concat(everywhere, Stream.of(ServerMode.virtualThreads())) : everywhere;
    }

    @AfterEach
    void close() {
        await(listener.close());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aLoopReadsAsksAndAnswers(ServerMode mode) throws IOException {
        listen(mode, it -> {
            for (Optional<byte[]> name = it.receive(); name.isPresent(); name = it.receive()) {
                it.send(bytes("and how old"));
                Optional<byte[]> age = it.receive();
                it.send(bytes(text(name.get()) + " is " + (age.isPresent() ? text(age.get()) : "gone")));
            }
        });
        try (Socket one = connect();
                Socket two = connect()) {
            // Both are in the middle of it at once: neither holds the other up.
            say(one, "Ada?");
            say(two, "Bob?");
            assertThat(read(one, 12)).isEqualTo("and how old.");
            assertThat(read(two, 12)).isEqualTo("and how old.");
            say(two, "7?");
            assertThat(read(two, 9)).isEqualTo("Bob is 7.");
            say(one, "9?Eve?");
            assertThat(read(one, 21)).isEqualTo("Ada is 9.and how old.");
        }
        world.await("both ends are told", () -> ends.size() == 2);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whoHasEndedItsHalfIsAnsweredInFull(ServerMode mode) throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        listen(mode, it -> {
            release.await();
            echo(it);
        });
        try (Socket socket = connect()) {
            // More than wait at a time, all of it and the end there before anything is read.
            say(socket, "x?".repeat(1_000) + "ha");
            socket.shutdownOutput();
            release.countDown();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("x.".repeat(1_000));
        }
        world.await("the end is told", () -> !ends.isEmpty());
        assertThat(ends).containsExactly("TRUNCATED 2");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whoDoesNotReadHoldsItsHandlerUpAndNobodyElse(ServerMode mode) throws IOException {
        AtomicInteger sent = new AtomicInteger();
        listen(mode, it -> {
            while (it.receive().isPresent()) {
                for (int i = 0; i < 20_000; i++) {
                    it.send(new byte[1_000]);
                    sent.incrementAndGet();
                }
            }
        });
        try (Socket lazy = connect();
                Socket other = connect()) {
            say(lazy, "?");
            world.await("some is sent", () -> sent.get() > 10);
            say(other, "?");
            for (long left = 20_000 * 1_001L; left > 0; ) {
                left -= other.getInputStream().read(new byte[64 << 10]);
            }
            // The other's, what fits into the sockets, and what may be queued.
            assertThat(sent.get()).isBetween(20_000, 39_000);
            InputStream in = lazy.getInputStream();
            for (long left = 20_000 * 1_001L; left > 0; ) {
                left -= in.read(new byte[64 << 10]);
            }
            assertThat(sent).hasValue(40_000);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theEndWakesWhoReadsAndWhoWrites(ServerMode mode) throws IOException {
        CompletableFuture<Throwable> writer = new CompletableFuture<>();
        CompletableFuture<Boolean> reader = new CompletableFuture<>();
        listen(mode, it -> {
            if (it.receive().map(ConversationTest::text).orElse("").equals("write")) {
                writer.complete(catchThrowable(() -> {
                    while (true) {
                        it.send(new byte[1_000]);
                    }
                }));
            } else {
                reader.complete(it.receive().isPresent());
            }
        });
        try (Socket reads = connect();
                Socket writes = connect()) {
            say(reads, "read?");
            say(writes, "write?");
            assertThat(read(writes, 100_000)).hasSize(100_000);
            writes.setSoLinger(true, 0);
        }
        assertThat(await(reader)).isFalse();
        assertThat(await(writer))
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.CONNECTION_LOST));
        world.await("both ends are told", () -> ends.size() == 2);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whatAHandlerThrowsEndsItsConnectionAlone(ServerMode mode) throws IOException {
        listen(mode, it -> {
            if (it.receive().map(ConversationTest::text).orElse("").equals("fail")) {
                throw new IllegalStateException("as asked");
            }
            it.send(bytes("well"));
        });
        try (Socket fails = connect();
                Socket other = connect()) {
            say(fails, "fail?");
            assertThat(fails.getInputStream().readAllBytes()).isEmpty();
            say(other, "go?");
            // When the handler returns, what it has sent leaves, and the connection ends.
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("well.");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void toWaitOnTheThreadThatServesTheConnectionIsRefused(ServerMode mode) throws IOException {
        CompletableFuture<Throwable> met = new CompletableFuture<>();
        listen(mode, Runnable::run, it -> {
            met.complete(catchThrowable(it::receive));
            assertThat(catchThrowable(() -> it.send(new byte[1]))).isInstanceOf(DunlinException.class);
        });
        try (Socket socket = connect()) {
            assertThat(await(met))
                    .isInstanceOfSatisfying(
                            DunlinException.class,
                            fault -> assertThat(fault.reason()).isEqualTo(Reason.WOULD_BLOCK))
                    .hasMessageContaining("call it from another thread");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void withoutAThreadTheConnectionIsClosed() throws IOException {
        listen(
                ServerMode.DEFAULT,
                task -> {
                    throw new RejectedExecutionException("all are busy");
                },
                ConversationTest::echo);
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void aBoundedNumberOfMessagesWaits() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        listen(ServerMode.loops(), it -> {
            assertThat(it.receive()).isPresent();
            release.await();
            atOnce.set(it.waiting());
            echo(it);
        });
        try (Socket socket = connect()) {
            say(socket, "x?".repeat(10_000));
            release.countDown();
            assertThat(read(socket, 2 * 9_999)).isEqualTo("x.".repeat(9_999));
        }
        assertThat(atOnce.get()).isBetween(0, 64);
    }

    @Test
    void anotherThreadMayEndIt() throws IOException {
        CompletableFuture<Conversation> begun = new CompletableFuture<>();
        listen(ServerMode.DEFAULT, it -> {
            begun.complete(it);
            assertThat(it.receive()).isEmpty();
        });
        try (Socket socket = connect()) {
            await(begun).close(new Closed(CloseReason.NORMAL, "enough"));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        world.await("the end is told", () -> !ends.isEmpty());
        assertThat(ends).containsExactly("NORMAL 0");
    }

    private static void echo(Conversation it) {
        for (Optional<byte[]> message = it.receive(); message.isPresent(); message = it.receive()) {
            it.send(message.get());
        }
    }

    private void listen(ServerMode mode, Conversation.Handler handler) {
        Executor threads = mode.threads() == ServerMode.Threads.VIRTUAL
                ? VirtualThreads.executor()
                : world.environment().executor();
        listen(mode, threads, handler);
    }

    private void listen(ServerMode mode, Executor threads, Conversation.Handler handler) {
        listener = await(new NettyTransport()
                .listen(
                        URI.create("tcp://127.0.0.1:0"),
                        world.environment(),
                        LIMITS,
                        mode,
                        FRAMING,
                        Conversation.acceptor(world.environment(), threads, it -> {
                            try {
                                handler.hold(it);
                            } finally {
                                it.ended().ifPresent(end -> {
                                    ends.add(end.how().reason() + " " + end.openBytes());
                                    world.pulse();
                                });
                            }
                        })));
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private <T> T await(CompletionStage<T> stage) {
        return world.environment().await(stage, Duration.ofSeconds(30).toNanos());
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
