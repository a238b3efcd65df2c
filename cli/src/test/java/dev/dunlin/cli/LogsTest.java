package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a command logs: a line each time, and everything with --debug. */
final class LogsTest {

    private static final String STAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4}";

    @Test
    void aRecordIsALine() throws IOException {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0", "--debug")) {
            server.address();
            speakHttp(server);
            server.err().await(text -> text.contains("event=closed"));
            server.terminate();
            server.exitCode();
            assertThat(server.err().text().lines().filter(line -> line.contains("event=")))
                    .isNotEmpty()
                    .allMatch(line -> line.matches(STAMP + " [A-Z]+ dev\\.dunlin\\.[a-z.]+ event=.*"));
            assertThat(server.err().text().lines().filter(line -> !line.contains("event=")))
                    .as("not of the log")
                    .allMatch(line -> line.startsWith("dunlin: "));
        }
    }

    @Test
    void whatStrangersDoIsNotLoggedUnlessAsked() throws IOException {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0")) {
            server.address();
            speakHttp(server);
            server.terminate();
            server.exitCode();
            assertThat(server.err().text()).hasLineCount(1);
        }
    }

    @Test
    void whoSetsLoggingUpHasItAsSetUp() throws IOException {
        List<String> own = List.of("-Djava.util.logging.SimpleFormatter.format=mine %5$s%n");
        try (DunlinProcess server = DunlinProcess.startWith(own, "serve", "--listen", "tcp://127.0.0.1:0", "--debug")) {
            server.address();
            speakHttp(server);
            server.err().await(text -> text.contains("\nmine event="));
        }
    }

    @Test
    void whatEachAttemptMetIsSeenFromAShell() throws IOException {
        String nobody = "tcp://127.0.0.1:" + freePort();
        String nobodyElse = "tcp://127.0.0.1:" + freePort();
        try (DunlinProcess topics = DunlinProcess.start("topics", "--debug", "--to", nobody + "," + nobodyElse)) {
            assertThat(topics.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(topics.err().text().lines().filter(line -> line.contains("event=attempt-failed")))
                    .satisfiesExactly(
                            first -> assertThat(first).contains("address=" + nobody + " reason=UNREACHABLE"),
                            second -> assertThat(second).contains("address=" + nobodyElse + " reason=UNREACHABLE"));
        }
        try (DunlinProcess topics = DunlinProcess.start("topics", "--to", nobody)) {
            assertThat(topics.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(topics.err().text()).hasLineCount(1);
        }
    }

    private static void speakHttp(DunlinProcess server) throws IOException {
        URI address = URI.create(server.address());
        try (Socket browser = new Socket(address.getHost(), address.getPort())) {
            browser.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            browser.getInputStream().readAllBytes();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
