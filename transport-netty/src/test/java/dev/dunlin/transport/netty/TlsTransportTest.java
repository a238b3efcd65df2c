package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over TLS, with certificates of both sides; and who is not let in. */
final class TlsTransportTest implements TransportContract {

    private static final Certificates OURS = Certificates.make("ip:127.0.0.1", "ours");
    private static final Certificates OTHERS = Certificates.make("ip:127.0.0.1", "others");
    private static final Certificates ELSEWHERE = Certificates.make("dns:elsewhere.test", "elsewhere");

    private final Environment environment = World.system().environment();

    @Override
    public Transport transport() {
        return new NettyTransport();
    }

    @Override
    public URI address() {
        return OURS.mutual(0);
    }

    @Test
    void whoHasNoCertificateIsNotServed() {
        Listener listener = listen(OURS.mutual(0));
        int port = listener.address().getPort();
        var served = new CompletableFuture<String>();
        connectAndAwaitEnd(URI.create("tls://127.0.0.1:" + port + "?trust=" + OURS.certificate()), served);

        assertThat(await(served)).contains("LOST");
        await(listener.close());
    }

    @Test
    void aServerThatIsAnotherIsNotTalkedTo() {
        Listener listener = listen(OTHERS.mutual(0));
        assertUnreachable(OURS.mutual(listener.address().getPort()));
        await(listener.close());
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        Listener listener = listen(ELSEWHERE.mutual(0));
        assertUnreachable(ELSEWHERE.mutual(listener.address().getPort()));
        await(listener.close());
    }

    @Test
    void messagesOfOnesOwnAreAnsweredToTheEnd() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Listener listener = await(transport()
                .listen(
                        OURS.mutual(0),
                        environment,
                        TransportLimits.DEFAULT,
                        ServerMode.DEFAULT,
                        Framing.lengthPrefixed(),
                        connection -> new Echo(connection, new CompletableFuture<>())));
        MessageConnection client = await(transport()
                .connect(
                        listener.address(),
                        environment,
                        TransportLimits.DEFAULT,
                        Framing.lengthPrefixed(),
                        connection -> new Echo(null, heard)));
        client.send("ebb".getBytes(StandardCharsets.US_ASCII));
        client.flush();

        assertThat(await(heard)).isEqualTo("ebb");
        client.close(new Closed(CloseReason.NORMAL, "all said"));
        await(listener.close());
    }

    /** As somebody in between could cut it, so that what was said looks like all. */
    @Test
    void aStreamThatIsCutWithoutAGoodbyeIsLost() throws IOException {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Listener listener = await(transport()
                .listen(
                        OURS.mutual(0),
                        environment,
                        TransportLimits.DEFAULT,
                        ServerMode.DEFAULT,
                        Framing.lengthPrefixed(),
                        connection -> new Echo(connection, new CompletableFuture<>())));
        try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket far = new Socket(
                        InetAddress.getLoopbackAddress(), listener.address().getPort())) {
            CompletionStage<MessageConnection> connecting = transport()
                    .connect(
                            OURS.mutual(between.getLocalPort()),
                            environment,
                            TransportLimits.DEFAULT,
                            Framing.lengthPrefixed(),
                            connection -> new Ending(heard));
            try (Socket near = between.accept()) {
                pump(near, far);
                pump(far, near);
                await(connecting);
                near.shutdownOutput();
                assertThat(await(heard)).contains("reason=LOST", "goodbye of TLS");
            }
        }
        await(listener.close());
    }

    private static void pump(Socket from, Socket into) {
        Thread thread = new Thread(() -> {
            try {
                from.getInputStream().transferTo(into.getOutputStream());
            } catch (IOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Keeps how it ended. */
    private record Ending(CompletableFuture<String> how) implements MessageReceiver {

        @Override
        public void onMessage(byte[] message) {}

        @Override
        public void onClosed(Closed closed, int openBytes) {
            how.complete(closed.toString());
        }
    }

    /** Sends back what comes, or keeps it. */
    private record Echo(@Nullable MessageConnection back, CompletableFuture<String> heard) implements MessageReceiver {

        @Override
        public void onMessage(byte[] message) {
            if (back == null) {
                heard.complete(new String(message, StandardCharsets.US_ASCII));
            } else {
                back.send(message);
                back.flush();
            }
        }

        @Override
        public void onClosed(Closed how, int openBytes) {
            heard.completeExceptionally(new AssertionError(how));
        }
    }

    @Test
    void plainTcpIsNotServed() {
        Listener listener = listen(OURS.mutual(0));
        var ended = new CompletableFuture<String>();
        connectAndAwaitEnd(URI.create("tcp://127.0.0.1:" + listener.address().getPort()), ended);
        assertThat(await(ended)).isNotEmpty();
        await(listener.close());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls://127.0.0.1",
                "tls://127.0.0.1:1?cert=a",
                "tls://127.0.0.1:1?what=a",
                "tls://127.0.0.1:1?trust=",
                "tls://127.0.0.1:1?trust=a&trust=b",
                "tls://127.0.0.1:1?oldest=1.1",
                "tls://127.0.0.1:1/path"
            })
    void whatIsNoAddressIsSaid(String address) {
        assertThatThrownBy(() -> listen(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tls://127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?cert=/nowhere&key=/nowhere"})
    void whoListensNeedsACertificate(String query) {
        assertThatThrownBy(() -> listen(URI.create("tls://127.0.0.1:0" + query)))
                .isInstanceOf(DunlinException.class)
                .hasMessageContaining("certificate");
    }

    private Listener listen(URI address) {
        return await(transport().listen(address, environment, TransportLimits.DEFAULT, connection -> Receiver.deaf()));
    }

    private void assertUnreachable(URI address) {
        assertThatThrownBy(() -> await(transport()
                        .connect(address, environment, TransportLimits.DEFAULT, connection -> Receiver.deaf())))
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        e -> assertThat(e.reason()).isEqualTo(DunlinException.Reason.UNREACHABLE));
    }

    private void connectAndAwaitEnd(URI address, CompletableFuture<String> ended) {
        await(transport().connect(address, environment, TransportLimits.DEFAULT, connection -> new Receiver() {
            @Override
            public void onFrame(Frame frame) {
                ended.complete(frame.toString());
            }

            @Override
            public void onWritable() {}

            @Override
            public void onPause() {}

            @Override
            public void onClosed(Closed how) {
                ended.complete(how.toString());
            }
        }));
    }

    private <T> T await(CompletionStage<T> stage) {
        try {
            return environment.await(stage, TimeUnit.SECONDS.toNanos(20));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
