package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.World;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Protocols of one's own. What is spoken here: each message is answered by itself, twice. */
final class OwnMessagesTest {

    private static final TransportLimits LIMITS = new TransportLimits(1_024, 1_024, 4_096);

    private final World world = World.system();
    private final NettyTransport transport = new NettyTransport();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Kept atServer = new Kept();
    private final Kept atClient = new Kept();
    private Listener listener;

    static Stream<Framing> framings() {
        return Stream.of(Framing.lengthPrefixed(), Framing.delimited('?', '?'));
    }

    /** Keeps what it is told. */
    private final class Kept {

        final List<String> messages = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();
        final List<String> threads = new CopyOnWriteArrayList<>();

        MessageReceiver receiver(MessageConnection connection, int echoes) {
            return new MessageReceiver() {
                @Override
                public void onMessage(byte[] message) {
                    messages.add(new String(message, StandardCharsets.UTF_8));
                    threads.add(Thread.currentThread().getName());
                    for (int i = 0; i < echoes; i++) {
                        connection.send(message);
                    }
                }

                @Override
                public void onPause() {
                    connection.flush();
                    world.pulse();
                }

                @Override
                public void onClosed(Closed how, int openBytes) {
                    ends.add(how.reason() + " " + openBytes);
                    world.pulse();
                }
            };
        }
    }

    @AfterEach
    void close() {
        await(listener.close());
    }

    @ParameterizedTest
    @MethodSource("framings")
    void messagesGoBothWaysInEitherFraming(Framing framing) {
        listen(ServerMode.DEFAULT, framing);
        MessageConnection client = connect(framing);
        client.send(bytes("one"));
        client.send(bytes(""));
        client.send(bytes("x".repeat(1_024)));
        client.flush();

        world.await("all is echoed", () -> atClient.messages.size() == 6);
        assertThat(atServer.messages).containsExactly("one", "", "x".repeat(1_024));
        assertThat(atServer.threads).allMatch(name -> name.contains("-worker-"));
        assertThat(atClient.messages).startsWith("one", "one", "", "");
        client.close(new Closed(CloseReason.NORMAL, "done"));
        world.await("the ends are told", () -> atServer.ends.size() == 1 && atClient.ends.size() == 1);
        assertThat(atServer.ends).containsExactly("NORMAL 0");
    }

    @ParameterizedTest
    @MethodSource("framings")
    void aMessageThatIsTooLongEndsTheConnection(Framing framing) {
        listen(ServerMode.loops(), framing);
        MessageConnection client = connect(framing);
        client.send(bytes("x".repeat(1_025)));

        world.await("the end is told", () -> !atClient.ends.isEmpty());
        assertThat(atClient.ends).containsExactly("FRAME_TOO_LARGE 0");
    }

    @Test
    void whatIsQueuedBeyondTheBoundEndsTheConnection() {
        listen(ServerMode.loops(), Framing.lengthPrefixed());
        MessageConnection client = connect(Framing.lengthPrefixed());
        for (int i = 0; i < 5; i++) {
            client.send(new byte[1_000]);
        }
        world.await("the end is told", () -> !atClient.ends.isEmpty());
        assertThat(atClient.ends).containsExactly("OVERFLOW 0");
    }

    @Test
    void oneThatBlocksHoldsNobodyUpWhereThereAreWorkers() {
        CountDownLatch release = new CountDownLatch(1);
        listen(ServerMode.loopsAndWorkers(2), Framing.delimited('?', '.'));
        Listener blocking = await(transport.listen(
                URI.create("tcp://127.0.0.1:0"),
                world.environment(),
                LIMITS,
                ServerMode.loopsAndWorkers(2),
                Framing.delimited('?', '.'),
                connection -> blocksOn("block", release, atServer.receiver(connection, 1))));
        MessageConnection one = connect(blocking, Framing.delimited('.', '?'));
        MessageConnection two = connect(blocking, Framing.delimited('.', '?'));
        one.send(bytes("block"));
        one.flush();
        two.send(bytes("go"));
        two.flush();

        world.await("the other is answered", () -> atClient.messages.equals(List.of("go")));
        release.countDown();
        world.await("both are", () -> atClient.messages.equals(List.of("go", "block")));
        one.close(new Closed(CloseReason.NORMAL, "done"));
        two.close(new Closed(CloseReason.NORMAL, "done"));
        await(blocking.close());
    }

    @Test
    void oneThatBlocksIsNotReadFromWithoutABound() {
        CountDownLatch release = new CountDownLatch(1);
        TransportLimits wide = new TransportLimits(1 << 20, 1 << 20, 128 << 20);
        listener = await(transport.listen(
                URI.create("tcp://127.0.0.1:0"),
                world.environment(),
                wide,
                ServerMode.loopsAndWorkers(2),
                Framing.lengthPrefixed(),
                connection -> blocksOn("block", release, atServer.receiver(connection, 1))));
        MessageConnection flooding = await(transport.connect(
                listener.address(),
                world.environment(),
                wide,
                Framing.lengthPrefixed(),
                connection -> new Kept().receiver(connection, 0)));
        flooding.send(bytes("block"));
        for (int i = 0; i < 64; i++) {
            flooding.send(new byte[1 << 20]);
        }
        flooding.flush();
        MessageConnection other = connect(Framing.lengthPrefixed());
        for (int i = 0; i < 200; i++) {
            int answers = i + 1;
            other.send(bytes("go"));
            other.flush();
            world.await("it is answered", () -> atClient.messages.size() == answers);
        }
        assertThat(flooding.isWritable()).isFalse();

        release.countDown();
        world.await("all is taken", () -> atServer.messages.size() == 265);
        other.close(new Closed(CloseReason.NORMAL, "done"));
        flooding.close(new Closed(CloseReason.NORMAL, "done"));
    }

    private static MessageReceiver blocksOn(String word, CountDownLatch release, MessageReceiver then) {
        return new MessageReceiver() {
            @Override
            public void onMessage(byte[] message) {
                if (new String(message, StandardCharsets.UTF_8).equals(word)) {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                then.onMessage(message);
            }

            @Override
            public void onPause() {
                then.onPause();
            }

            @Override
            public void onClosed(Closed how, int openBytes) {
                then.onClosed(how, openBytes);
            }
        };
    }

    @Test
    void whoIsRefusedIsCountedAndClosed() {
        listen(ServerMode.pool(1).withWaiting(0), Framing.lengthPrefixed());
        MessageConnection first = connect(Framing.lengthPrefixed());
        first.send(bytes("one"));
        first.flush();
        world.await("the first is served", () -> atServer.messages.size() == 1);
        MessageConnection unused = connect(Framing.lengthPrefixed());

        world.await("the second is closed", () -> atClient.ends.size() == 1 && refused.size() == 1);
        assertThat(refused).containsExactly("LIMIT_REACHED");
        first.close(new Closed(CloseReason.NORMAL, "done"));
    }

    private void listen(ServerMode mode, Framing framing) {
        listener = await(transport.listen(
                URI.create("tcp://127.0.0.1:0"), world.environment(), LIMITS, mode, framing, new MessageAcceptor() {
                    @Override
                    public MessageReceiver accept(MessageConnection connection) {
                        return atServer.receiver(connection, 2);
                    }

                    @Override
                    public void onRefused(String peer, Closed why) {
                        refused.add(why.reason().toString());
                    }
                }));
    }

    private MessageConnection connect(Framing framing) {
        return connect(listener, framing);
    }

    private MessageConnection connect(Listener to, Framing framing) {
        return await(transport.connect(
                to.address(), world.environment(), LIMITS, framing, connection -> atClient.receiver(connection, 0)));
    }

    private <T> T await(CompletionStage<T> stage) {
        return world.environment().await(stage, Duration.ofSeconds(10).toNanos());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
