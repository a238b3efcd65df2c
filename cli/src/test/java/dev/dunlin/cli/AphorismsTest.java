package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text protocol in every mode, asked over plain sockets. */
final class AphorismsTest {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private final AphorismServer server = new AphorismServer();
    private Listener listener;

    static Stream<ServerMode> modes() {
        Stream<ServerMode> everywhere = Stream.of(
                ServerMode.oneThread(), ServerMode.pool(4), ServerMode.loops(), ServerMode.loopsAndWorkers(2));
        return Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS
                ? everywhere
                : Stream.concat(everywhere, Stream.of(ServerMode.virtualThreads()));
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void questionsAreAnsweredInOrder(ServerMode mode) throws IOException {
        listen(mode);
        assertThat(ask("Beautiful is better than?Explicit is better than?\nSimple is better than?\r\n\r\nWhat?\n?"))
                .isEqualTo("ugly.implicit.complex.Error: unknown aphorism.Error: unknown aphorism.");
        assertThat(server.summary()).startsWith("answered=5 unknown=2 half-questions=0");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void piecesOfAQuestionAreAQuestion(ServerMode mode) throws IOException {
        listen(mode);
        try (Socket socket = connect()) {
            for (byte b : "Simple is better than?Beautiful is better than?".getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            assertThat(read(socket, "complex.ugly.".length())).isEqualTo("complex.ugly.");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aHalfQuestionIsNoticed(ServerMode mode) throws IOException {
        listen(mode);
        try (LogCapture log = new LogCapture("dev.dunlin.aphorisms")) {
            assertThat(ask("Simple is better than?\nBeautiful is")).isEqualTo("complex.");
            await("half-questions=1 closed: TRUNCATED=1");
            Await.until("it is logged", () -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("INFO event=half-question peer=127\\.0\\.0\\.1:\\d+ bytes=12 reason=TRUNCATED");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aQuestionWithoutAnEndIsCutOffAndCounted(ServerMode mode) throws IOException {
        listen(mode);
        String answered = ask("Simple is better than?" + "x".repeat(1_025));
        if (mode.threads() == ServerMode.Threads.POOL || mode.threads() == ServerMode.Threads.VIRTUAL) {
            // Whoever answers is another than who reads, and may be late.
            assertThat(answered).isIn("complex.", "");
        } else {
            assertThat(answered).isEqualTo("complex.");
        }
        await("closed: FRAME_TOO_LARGE=1");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aClientThatDoesNotReadIsAnsweredWhenItDoes(ServerMode mode) throws IOException {
        listen(mode);
        int questions = 300_000;
        try (Socket socket = connect()) {
            byte[] many = "Simple is better than?".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            Environment.system().executor().execute(() -> {
                try {
                    for (int i = 0; i < questions / 1_000; i++) {
                        socket.getOutputStream().write(many);
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    // Then too few answers come.
                }
            });
            long bytes = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            assertThat(bytes).isEqualTo((long) questions * "complex.".length());
        }
    }

    @Test
    void thePoolServesTwoAndTheThirdWaits() throws IOException {
        listen(ServerMode.pool(2));
        Socket first = connect();
        Socket second = connect();
        askOpen(first);
        askOpen(second);
        try (Socket third = connect()) {
            third.getOutputStream().write("Simple is better than?".getBytes(StandardCharsets.US_ASCII));
            askOpen(first);
            assertThat(third.getInputStream().available()).isZero();
            first.close();
            assertThat(read(third, "complex.".length())).isEqualTo("complex.");
        }
        second.close();
    }

    @Test
    void theCommandServesAndCounts() throws IOException {
        listen(ServerMode.DEFAULT);
        try (DunlinProcess process =
                DunlinProcess.start("aphorisms", "--listen", "tcp://127.0.0.1:0", "--mode", "pool", "--workers", "2")) {
            int port = URI.create(process.address()).getPort();
            assertThat(ask(port, "Explicit is better than?Bea")).isEqualTo("implicit.");
            process.err()
                    .await(text -> text.contains("event=half-question peer=127.0.0.1:") && text.contains(" bytes=3"));
            process.terminate();
            process.exitCode();
            assertThat(process.err().text()).contains("answered=1 unknown=0 half-questions=1 closed: TRUNCATED=1");
        }
    }

    private void listen(ServerMode mode) {
        URI address = URI.create("tcp://127.0.0.1:0");
        listener = Environment.system()
                .await(
                        Transports.forAddress(address)
                                .listen(
                                        address,
                                        Environment.system(),
                                        AphorismServer.LIMITS,
                                        mode,
                                        AphorismServer.FRAMING,
                                        server.acceptor(mode, Environment.system())),
                        PATIENCE_NANOS);
    }

    private Socket connect() throws IOException {
        return connect(listener.address().getPort());
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private String ask(String questions) throws IOException {
        return ask(listener.address().getPort(), questions);
    }

    private static String ask(int port, String questions) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(questions.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void askOpen(Socket socket) throws IOException {
        socket.getOutputStream().write("Beautiful is better than?".getBytes(StandardCharsets.US_ASCII));
        assertThat(read(socket, "ugly.".length())).isEqualTo("ugly.");
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private void await(String counted) {
        Await.until("counted: " + counted, () -> server.summary().contains(counted));
    }
}
