package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.session.BrokerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

    @Test
    void anOperatorIsToldOfConsumersThatDoNotKeepUp() throws InterruptedException {
        Path told = folder.resolve("told");
        try (DunlinProcess server = DunlinProcess.start(
                        "serve",
                        "--listen",
                        "tcp://127.0.0.1:0",
                        "--alert-lag",
                        "500",
                        "--alert",
                        "sh -c 'echo \"$@\" >>" + told + "' x");
                Broker client = Broker.connect(server.address());
                Broker publisher = Broker.connect(server.address())) {
            // One that may miss some, and does.
            paused(client, "skips", SubscribeOptions.builder().overload(Overload.SKIP, 10_000));
            publish(publisher, "skips", 3_000);
            Await.until("what it has missed is told", () -> read(told).contains("missed by a subscriber to skips"));

            // One that has the usual options: much waits for it.
            Subscription usual = paused(client, "usual", SubscribeOptions.builder());
            publish(publisher, "usual", 3_000);
            Await.until(
                    "what waits for it is told",
                    () -> read(told).lines().anyMatch(line -> line.matches("slow-consumer \\d+ messages wait for .*")));
            usual.close();

            // One that holds publishers up.
            Subscription blocks =
                    paused(client, "blocks", SubscribeOptions.builder().overload(Overload.BLOCK, 10_000));
            Thread held = new Thread(() -> publish(publisher, "blocks", 3_000));
            held.start();
            Await.until("it is told", () -> read(told).contains("publishers are held up"));
            blocks.close();
            held.join(30_000);
            assertThat(held.isAlive()).isFalse();
            assertThat(read(told).lines()).allMatch(line -> line.startsWith("slow-consumer "));
        }
    }

    private static Subscription paused(Broker broker, String topic, SubscribeOptions.Builder options) {
        Subscription subscription =
                broker.subscribe(topic, Codec.bytes(), options.paused().build(), message -> {});
        subscription.established().toCompletableFuture().join();
        return subscription;
    }

    private static void publish(Broker broker, String topic, int kilobytes) {
        Topic<byte[]> to = broker.topic(topic, Codec.bytes());
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < kilobytes; i++) {
            receipts.add(to.publish(new byte[1_024]));
        }
        receipts.forEach(Receipt::sequence);
    }

    @Test
    void aThirdSubscriberWaitsWhereTwoAreServedAtOnce() {
        String any = "tcp://127.0.0.1:0";
        try (DunlinProcess server = DunlinProcess.start("serve", "--listen", any, any, "--max-clients", "2")) {
            server.err().await(text -> text.lines().count() == 2);
            List<String> addresses = server.err()
                    .text()
                    .lines()
                    .map(line -> line.replaceAll(".* ", ""))
                    .toList();
            // Each address has its own two places: who publishes and who looks on use the other.
            String to = addresses.get(0);
            String other = addresses.get(1);
            try (Broker onlooker = Broker.connect(other);
                    DunlinProcess first = subscriber(to);
                    DunlinProcess second = subscriber(to)) {
                Await.until("two subscribe", () -> onlooker.stats().subscriptions() == 2);
                try (DunlinProcess third = subscriber(to)) {
                    int port = URI.create(to).getPort();
                    Await.until("the third is connected", () -> connections(port) == 3);
                    say(other, "one");
                    first.out().await("one\n"::equals);
                    second.out().await("one\n"::equals);
                    assertThat(onlooker.stats().subscriptions()).isEqualTo(2);
                    assertThat(third.out().text() + third.err().text()).isEmpty();

                    first.terminate();
                    assertThat(first.exitCode()).isZero();
                    Await.until("the third is served", () -> onlooker.stats().subscriptions() == 2);
                    say(other, "two");
                    third.out().await("two\n"::equals);
                    second.out().await("one\ntwo\n"::equals);
                }
            }
        }
    }

    @Test
    void commandsThatSpreadComeToEachOfSeveralServers() {
        try (Broker one = Broker.inMemory();
                Broker two = Broker.inMemory();
                BrokerServer first = BrokerServer.serve(one, "tcp://127.0.0.1:0");
                BrokerServer second = BrokerServer.serve(two, "tcp://127.0.0.1:0")) {
            String both = first.address() + "," + second.address();
            for (int i = 0; i < 10; i++) {
                assertThat(new Streams("", false).run("ping", "--to", both)).isZero();
            }
            assertThat(second.stats().accepted()).as("in turn").isZero();
            for (int i = 0; i < 100 && second.stats().accepted() == 0; i++) {
                assertThat(new Streams("", false).run("ping", "--spread", "--to", both))
                        .isZero();
            }
            assertThat(second.stats().accepted()).as("spread").isPositive();
        }
    }

    private static DunlinProcess subscriber(String to) {
        return DunlinProcess.start("subscribe", "--to", to, "--topic", "t");
    }

    private static void say(String to, String line) {
        Streams publisher = new Streams(line + "\n", false);
        assertThat(publisher.run("publish", "--to", to, "--topic", "t"))
                .as(publisher.err())
                .isZero();
    }

    /** How many connections over IPv4 the system has made to a local port. */
    private static long connections(int port) {
        String local = String.format(":%04X", port);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> read(Path.of("/proc/net/" + table)).lines())
                .map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields[1].endsWith(local) && fields[3].equals("01"))
                .count();
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
