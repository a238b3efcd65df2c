package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a shell sees it: processes, pipes, signals, exit codes. */
final class CommandLineTest {

    @TempDir
    private Path folder;

    @Test
    void threeSubscribersGetTheFileAndALateOneUntilItExpires() throws IOException {
        byte[] file = oddFile();
        Path path = Files.write(folder.resolve("odd"), file);
        String lines = Integer.toString(count(file, '\n'));
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0", "--ttl", "8s");
                Broker watcher = Broker.connect(server.address())) {
            String to = server.address();
            List<DunlinProcess> subscribers = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    subscribers.add(DunlinProcess.start("subscribe", "--to", to, "--topic", "odd", "--count", lines));
                }
                awaitSubscriptions(watcher, 3);
                Streams publisher = new Streams("", false);
                assertThat(publisher.run("publish", "--to", to, "--topic", "odd", path.toString()))
                        .isZero();
                assertThat(publisher.err()).isEqualTo("dunlin: " + lines + " messages acknowledged\n");
                for (DunlinProcess subscriber : subscribers) {
                    assertThat(subscriber.exitCode()).isZero();
                    assertThat(subscriber.out().bytes()).isEqualTo(file);
                    assertThat(subscriber.err().text()).isEmpty();
                }
                assertLateSubscribers(watcher, to, file, lines);
            } finally {
                subscribers.forEach(DunlinProcess::close);
            }
        }
    }

    private static void assertLateSubscribers(Broker watcher, String to, byte[] file, String lines) {
        String[] earliest = {"subscribe", "--to", to, "--topic", "odd", "--from", "earliest"};
        Streams late = new Streams("", false);
        assertThat(late.run(with(earliest, "--count", lines, "--timeout", "20s")))
                .isZero();
        assertThat(late.outBytes()).isEqualTo(file);
        Instant lastExpires = watcher.topic("odd", Codec.bytes())
                .latest()
                .orElseThrow()
                .expires()
                .orElseThrow();
        Await.until("the last message has expired", () -> !Instant.now().isBefore(lastExpires));
        Streams tooLate = new Streams("", false);
        assertThat(tooLate.run(with(earliest, "--timeout", "300ms"))).isZero();
        assertThat(tooLate.out()).isEmpty();
        assertThat(tooLate.err()).isEmpty();
    }

    @Test
    void aServerEndsInOrderOnSigtermAndSigint() {
        try (DunlinProcess first = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess second = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0")) {
            assertThat(first.address()).matches("tcp://127\\.0\\.0\\.1:[1-9][0-9]*");
            first.terminate();
            assertThat(first.exitCode()).isZero();
            second.address();
            second.interrupt();
            assertThat(second.exitCode()).isZero();
            assertThat(first.out().text() + second.out().text()).isEmpty();
            assertThat(first.err().text()).hasLineCount(1);
        }
    }

    @Test
    void aSubscriberEndsInOrderOnSigtermAndSigintWithAllThatCame() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess first = subscriber(server);
                DunlinProcess second = subscriber(server);
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 2);
            publish(server, "one\ntwo\n");
            first.out().await("one\ntwo\n"::equals);
            second.out().await("one\ntwo\n"::equals);
            first.terminate();
            second.interrupt();
            assertThat(first.exitCode()).isZero();
            assertThat(second.exitCode()).isZero();
            assertThat(first.err().text() + second.err().text()).isEmpty();
            awaitSubscriptions(watcher, 0);
        }
    }

    @Test
    void aPublisherWhoseInputIsSilentFinishesOnSigterm() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess subscriber = subscriber(server);
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 1);
            try (DunlinProcess publisher = DunlinProcess.start("publish", "--to", server.address(), "--topic", "t")) {
                publisher.type("one\ntwo\nbegun");
                subscriber.out().await("one\ntwo\n"::equals);
                publisher.terminate();
                assertThat(publisher.exitCode()).isZero();
                assertThat(publisher.err().text()).isEqualTo("dunlin: 2 messages acknowledged\n");
            }
        }
    }

    @Test
    void aReaderThatHasSeenEnoughEndsTheSubscriberQuietly() throws IOException {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess subscriber =
                        DunlinProcess.startUnread("subscribe", "--to", server.address(), "--topic", "t");
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 1);
            publish(server, "one\n");
            try (InputStream head = subscriber.process().getInputStream()) {
                assertThat(new String(head.readNBytes(4), StandardCharsets.UTF_8))
                        .isEqualTo("one\n");
            }
            publish(server, "two\n");
            assertThat(subscriber.exitCode()).isZero();
            assertThat(subscriber.err().text()).isEmpty();
        }
    }

    @Test
    void aSubscriberWhoseReaderSleepsDoesNotOutliveItsSignalForLong() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess subscriber =
                        DunlinProcess.startUnread("subscribe", "--to", server.address(), "--topic", "t");
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 1);
            // More than a pipe holds, in one line: it is being written then.
            publish(server, "x".repeat(200_000) + "\n");
            Await.until("the pipe is full", () -> available(subscriber) > 50_000);
            subscriber.terminate();
            assertThat(subscriber.exitCode()).isEqualTo(75);
            assertThat(subscriber.err().text())
                    .isEqualTo("dunlin: could not finish within 5 s of being asked to stop\n");
        }
    }

    @Test
    void whereNobodyAnswersEndsWith69AndOnePlainLine() throws IOException {
        String nobody = "tcp://127.0.0.1:" + freePort();
        try (DunlinProcess publisher = DunlinProcess.start("publish", "--to", nobody, "--topic", "t");
                DunlinProcess subscriber = DunlinProcess.start("subscribe", "--to", nobody, "--topic", "t")) {
            for (DunlinProcess process : List.of(publisher, subscriber)) {
                assertThat(process.exitCode()).isEqualTo(69);
                assertThat(process.out().text()).isEmpty();
                assertThat(process.err().text())
                        .isEqualTo("dunlin: " + nobody
                                + ": nobody answers there (connection refused); is `dunlin serve` running?\n");
            }
        }
    }

    @Test
    void aServerThatDiesEndsItsClientsWith69AndOnePlainLineEach() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess subscriber = subscriber(server, "--reconnect", "0s");
                DunlinProcess publisher =
                        DunlinProcess.start("publish", "--to", server.address(), "--topic", "t", "--reconnect", "0s");
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 1);
            publisher.type("one\n");
            subscriber.out().await("one\n"::equals);
            server.kill();
            assertThat(subscriber.exitCode()).isEqualTo(69);
            assertThat(subscriber.out().text()).isEqualTo("one\n");
            assertThat(subscriber.err().text()).startsWith("dunlin: ").hasLineCount(1);
            publisher.type("two\n");
            assertThat(publisher.exitCode()).isEqualTo(69);
            assertThat(publisher.err().text())
                    .startsWith("dunlin: 1 message acknowledged, 1 ")
                    .hasLineCount(2);
        }
    }

    @Test
    void aServerThatShutsDownTellsItsSubscribers() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess subscriber = subscriber(server, "--reconnect", "0s");
                Broker watcher = Broker.connect(server.address())) {
            awaitSubscriptions(watcher, 1);
            server.terminate();
            assertThat(subscriber.exitCode()).isEqualTo(69);
            assertThat(subscriber.err().text())
                    .isEqualTo("dunlin: " + server.address() + ": the server has shut down\n");
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void aServerThatIsPutInThePlaceOfAnotherIsFound() throws IOException {
        String address = "tcp://127.0.0.1:" + freePort();
        try (DunlinProcess first = DunlinProcess.start("serve", "--listen", address);
                DunlinProcess subscriber = DunlinProcess.start(
                        "subscribe",
                        "--to",
                        first.address() + ",tcp://127.0.0.1:1",
                        "--topic",
                        "t",
                        "--reconnect",
                        "30s")) {
            try (Broker watcher = Broker.connect(address)) {
                awaitSubscriptions(watcher, 1);
            }
            publish(first, "one\n");
            subscriber.out().await("one\n"::equals);
            first.terminate();
            assertThat(first.exitCode()).isZero();
            try (DunlinProcess second = DunlinProcess.start("serve", "--listen", address)) {
                publish(second, "two\n");
                subscriber.out().await("one\ntwo\n"::equals);
                subscriber.terminate();
                assertThat(subscriber.exitCode()).isZero();
                assertThat(subscriber.err().text())
                        .contains("has ended")
                        .contains("again, which does not have what was there before")
                        .contains("t: missed what came from sequence 1 on: BROKER_REPLACED");
            }
        }
    }

    @Test
    void aPortThatIsTakenEndsWith69AndOnePlainLine() {
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", "tcp://127.0.0.1:0");
                DunlinProcess second = DunlinProcess.start("serve", "--listen", server.address())) {
            assertThat(second.exitCode()).isEqualTo(69);
            assertThat(second.err().text()).contains(server.address()).hasLineCount(1);
        }
    }

    private static int available(DunlinProcess process) {
        try {
            return process.process().getInputStream().available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DunlinProcess subscriber(DunlinProcess server, String... more) {
        List<String> arguments = new ArrayList<>(List.of("subscribe", "--to", server.address(), "--topic", "t"));
        arguments.addAll(List.of(more));
        return DunlinProcess.start(arguments.toArray(String[]::new));
    }

    private static void publish(DunlinProcess server, String lines) {
        Streams publisher = new Streams(lines, false);
        assertThat(publisher.run("publish", "--to", server.address(), "--topic", "t"))
                .isZero();
    }

    private static void awaitSubscriptions(Broker broker, int subscriptions) {
        Await.until(subscriptions + " subscriptions", () -> broker.stats().subscriptions() == subscriptions);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Real text, and what text should not have: empty lines, blanks at ends, returns, zeros, bytes that are no UTF-8. */
    private static byte[] oddFile() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Demo.licence().forEach(line -> file.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8)));
        file.writeBytes("\n\nblanks  \t \nreturn\r\n\r\nGrüße\n\0zero\0\n".getBytes(StandardCharsets.UTF_8));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            file.write(random.nextInt(256));
        }
        file.write('\n');
        return file.toByteArray();
    }

    private static int count(byte[] bytes, char wanted) {
        int count = 0;
        for (byte b : bytes) {
            count += b == wanted ? 1 : 0;
        }
        return count;
    }
}
