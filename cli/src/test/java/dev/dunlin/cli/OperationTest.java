package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those need who run a server: whether it is well, and to be told when something goes wrong. */
final class OperationTest {

    @TempDir
    private Path folder;

    private final Streams streams = new Streams("", false);

    @Test
    void aServerThatIsWellAnswersAPing() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0")) {
            assertThat(streams.run("ping", "--to", server.address())).isZero();
            assertThat(streams.out()).matches("tcp://127\\.0\\.0\\.1:[0-9]+: [0-9]+\\.[0-9]{2} ms\n");
            assertThat(streams.err()).isEmpty();
        }
    }

    @Test
    void whereNobodyListensAPingEndsWith69AndOnePlainLine() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String nobody = "tcp://127.0.0.1:" + port;
        assertThat(streams.run("ping", "--to", nobody)).isEqualTo(69);
        assertThat(streams.err())
                .isEqualTo("dunlin: " + nobody
                        + ": nobody answers there (connection refused); is `dunlin serve` running?\n");
        assertThat(streams.out()).isEmpty();
    }

    @Test
    void whoSaysNothingIsNotWaitedForForEver() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "tcp://127.0.0.1:" + silent.getLocalPort();
            assertThat(streams.run("ping", "--to", address, "--timeout", "300ms"))
                    .isEqualTo(69);
            assertThat(streams.err()).contains(address).hasLineCount(1);
            assertThat(streams.out()).isEmpty();
        }
    }

    @Test
    void anOperatorIsToldOfRefusedClientsAndOfMemoryThatIsFull() throws IOException {
        Path told = folder.resolve("told");
        try (DunlinProcess server = DunlinProcess.start(
                "serve",
                "--listen",
                "tcp://127.0.0.1:0",
                "--max-memory",
                "64KiB",
                "--alert",
                "sh -c 'echo \"$@\" >>" + told + "' x")) {
            URI address = URI.create(server.address());
            for (int i = 0; i < 3; i++) {
                try (Socket browser = new Socket(address.getHost(), address.getPort())) {
                    browser.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    browser.getInputStream().readAllBytes();
                }
            }
            Await.until("all three are told of", () -> counted(told, "refused-clients") == 3);
            assertThat(read(told))
                    .startsWith("refused-clients " + address.getHost() + ":")
                    .contains("is it HTTP? ");

            Streams publisher = new Streams("x".repeat(60_000) + "\n" + "y".repeat(60_000) + "\n", false);
            assertThat(publisher.run("publish", "--to", server.address(), "--topic", "t"))
                    .isEqualTo(75);
            Await.until("full memory is told of", () -> counted(told, "memory-bound-reached") > 0);
            assertThat(read(told)).contains("memory-bound-reached a publish to t failed ");
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.err().text()).doesNotContain("alert");
        }
    }

    /** How often an event has happened by what was told, line by line, with the count at the end. */
    private static long counted(Path told, String event) {
        return read(told)
                .lines()
                .filter(line -> line.startsWith(event))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
