package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.session.BrokerServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands against a real server over a real socket, inside the test's JVM. */
final class ServedTest {

    private static final int MAX_MEMORY = 1 << 20;

    private Broker broker;
    private BrokerServer server;
    private String to;

    @BeforeEach
    void serve() {
        broker = Broker.inMemory(BrokerConfig.builder()
                .maxRetainedBytes(MAX_MEMORY)
                .maxMessageBytes(100_000)
                .build());
        server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
        to = server.address().toString();
    }

    @AfterEach
    void stop() {
        server.close();
        broker.close();
    }

    @Test
    void whatIsPublishedIsPrintedLineByLine() {
        publish("one\n\n three \nlast without end", 4, "--topic", "t");
        assertThat(printed("--topic", "t", "--count", "4")).isEqualTo("one\n\n three \nlast without end\n");
    }

    @Test
    void anInputWithoutLinesIsNoMessage() {
        publish("", 0, "--topic", "t");
    }

    @Test
    void aWholeInputIsOneMessage() {
        publish("one\ntwo\n\n", 1, "--topic", "t", "--whole");
        publish("no end", 1, "--topic", "t", "--whole");
        publish("", 1, "--topic", "t", "--whole");
        assertThat(printed("--topic", "t", "--count", "3")).isEqualTo("one\ntwo\n\nno end\n\n");
        assertThat(objects("--topic", "t", "--count", "1").get(0)).containsEntry("text", "one\ntwo\n\n");
    }

    @Test
    void jsonCarriesWhatThePublisherSaid() {
        Instant before = Instant.now().minusSeconds(1);
        publish("x\n", 1, "--topic", "a.b", "--key", "k", "--header", "a=1", "--header", "b=x=y", "--ttl", "1h");
        Map<String, @Nullable Object> message =
                objects("--topic", "a.b", "--count", "1").get(0);
        assertThat(message)
                .containsEntry("topic", "a.b")
                .containsEntry("sequence", 0L)
                .containsEntry("key", "k")
                .containsEntry("headers", Map.of("a", "1", "b", "x=y"))
                .containsEntry("text", "x");
        Instant accepted = Instant.parse(String.valueOf(message.get("accepted")));
        assertThat(accepted).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(Instant.parse(String.valueOf(message.get("expires")))).isEqualTo(accepted.plusSeconds(3_600));
    }

    @Test
    void foreverHasNoEnd() {
        publish("x\n", 1, "--topic", "t", "--ttl", "forever");
        assertThat(objects("--topic", "t", "--count", "1").get(0)).containsEntry("expires", null);
    }

    @Test
    void aDelayedMessageComesLater() {
        publish("later\n", 1, "--topic", "t", "--delay", "300ms");
        publish("now\n", 1, "--topic", "t");
        assertThat(printed("--topic", "t", "--count", "2")).isEqualTo("now\nlater\n");
    }

    @Test
    void startsWhereItIsTold() {
        publish("0\n1\n2\n3\n", 4, "--topic", "t");
        assertThat(run(0, "subscribe", "--topic", "t", "--from", "2", "--count", "2")
                        .out())
                .isEqualTo("2\n3\n");
        assertThat(run(0, "subscribe", "--topic", "t", "--from", "1970-01-01T00:00:00Z", "--count", "1")
                        .out())
                .isEqualTo("0\n");
        assertThat(run(0, "subscribe", "--topic", "t", "--timeout", "200ms").out())
                .isEmpty();
    }

    @Test
    void aTimeEndsItWithWhatCame() {
        publish("one\ntwo\n", 2, "--topic", "t");
        assertThat(printed("--topic", "t", "--timeout", "500ms")).isEqualTo("one\ntwo\n");
    }

    @Test
    void aPatternTakesInEveryTopicThatMatches() {
        publish("1\n", 1, "--topic", "a.x");
        publish("2\n", 1, "--topic", "a.y");
        publish("3\n", 1, "--topic", "b.x");
        List<Map<String, @Nullable Object>> messages = objects("--topic", "a.*", "--count", "2");
        assertThat(messages).extracting(message -> message.get("topic")).containsExactlyInAnyOrder("a.x", "a.y");
        assertThat(objects("--topic", ">", "--count", "3")).hasSize(3);
    }

    @Test
    void membersOfAGroupShareTheMessagesAndWhatOneLeavesAnotherGets() {
        publish("1\n2\n3\n4\n5\n", 5, "--topic", "t");
        String[] member = {"subscribe", "--topic", "t", "--group", "g", "--from", "earliest", "--count"};
        List<String> lines = new ArrayList<>();
        for (String count : List.of("2", "1", "2")) {
            List<String> arguments = new ArrayList<>(List.of(member));
            arguments.add(count);
            run(0, arguments.toArray(String[]::new)).out().lines().forEach(lines::add);
        }
        assertThat(lines).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    }

    @Test
    void aLongInputIsStreamedAndAllOfItAcknowledged() {
        BrokerConfig roomy = BrokerConfig.builder().build();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            lines.append("line ").append(i).append('\n');
        }
        try (Broker large = Broker.inMemory(roomy);
                BrokerServer second = BrokerServer.serve(large, "tcp://127.0.0.1:0")) {
            Streams publisher = new Streams(lines.toString(), true);
            int code = publisher.run("publish", "--to", second.address().toString(), "--topic", "t");
            assertThat(publisher.err()).endsWith("dunlin: 200000 messages acknowledged\n");
            assertThat(code).isZero();
            Streams subscriber = new Streams("", false);
            subscriber.run(
                    "subscribe",
                    "--to",
                    second.address().toString(),
                    "--topic",
                    "t",
                    "--from",
                    "earliest",
                    "--count",
                    "200000");
            assertThat(subscriber.out()).isEqualTo(lines.toString());
        }
    }

    @Test
    void aLargeMessagePassesWhereBothSidesAllowIt() {
        byte[] large = new byte[20 << 20];
        new Random(3).nextBytes(large);
        try (DunlinProcess second = DunlinProcess.start(
                "serve", "--listen", "tcp://127.0.0.1:0", "--max-message", "20MiB", "--max-memory", "100MiB")) {
            String[] both = {"--to", second.address(), "--topic", "t", "--max-message", "20MiB"};
            Streams publisher = new Streams(new ByteArrayInputStream(large), false);
            assertThat(publisher.run(with(both, "publish", "--whole"))).isZero();
            Streams subscriber = new Streams("", false);
            assertThat(subscriber.run(with(both, "subscribe", "--from", "earliest", "--count", "1")))
                    .isZero();
            assertThat(Arrays.mismatch(subscriber.outBytes(), large)).isIn(-1, large.length);
        }
    }

    private static String[] with(String[] options, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    @Test
    void aMessageOverTheServersLimitEndsWith65() {
        Streams publisher = new Streams("small\n" + "x".repeat(100_001) + "\n", false);
        assertThat(publisher.run("publish", "--to", to, "--topic", "t")).isEqualTo(ExitCode.REFUSED);
        assertThat(publisher.err())
                .contains("1 not accepted")
                .contains("100000")
                .hasLineCount(2);
    }

    @Test
    void aServerThatIsFullEndsWith75AndSaysHowManyItKeeps() {
        String kilobyte = "x".repeat(1_023) + "\n";
        Streams publisher = new Streams(kilobyte.repeat(2_000), false);
        assertThat(publisher.run("publish", "--to", to, "--topic", "t")).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(publisher.err()).matches("dunlin: \\d+ messages acknowledged, \\d+ not accepted\ndunlin: .*\n");
        long acknowledged = acknowledged(publisher.err());
        assertThat(acknowledged).isPositive().isEqualTo(broker.stats().published());
    }

    @Test
    void aTopicNameThatIsNoneEndsWith64() {
        for (String name : List.of("", "a..b", "a.*", "x".repeat(256))) {
            Streams publisher = new Streams("x\n", false);
            assertThat(publisher.run("publish", "--to", to, "--topic", name)).isEqualTo(ExitCode.USAGE);
            assertThat(publisher.err()).contains("dunlin: ");
        }
        assertThat(run(ExitCode.USAGE, "subscribe", "--topic", "a.>.b").err()).contains("must be the last part");
    }

    @Test
    void topicsAndStatsSayWhatTheServerCounted() {
        publish("1\n2\n", 2, "--topic", "a");
        assertThat(run(0, "topics").out()).matches("(?s)TOPIC .*\na +0 +2 +2 .*");
        assertThat(JsonReader.read(run(0, "topics", "--json").out().strip()))
                .containsEntry("topic", "a")
                .containsEntry("nextSequence", 2L);
        assertThat(run(0, "stats").out()).matches("(?s)epoch .*\npublished +2\n.*");
        assertThat(JsonReader.read(run(0, "stats", "--json").out().strip())).containsEntry("published", 2L);
    }

    @Test
    void statsAreWatchedUntilASignal() {
        Streams streams = new Streams("", false);
        Signals signals = new Signals();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                () -> Main.run(new String[] {"stats", "--to", to, "--watch"}, streams.stdio(), signals));
        Await.until("a line of numbers", () -> streams.out().lines().count() >= 2);
        signals.stop();
        assertThat(code.join()).isZero();
        assertThat(streams.out()).startsWith("PUBLISHED/s");
    }

    @Test
    void anOutputThatCannotBeWrittenEndsWith74AndOneLine() {
        publish("1\n2\n", 2, "--topic", "t");
        for (String command : List.of("topics", "stats", "subscribe --topic t --from earliest", "--help")) {
            List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
            if (!command.equals("--help")) {
                arguments.addAll(List.of("--to", to));
            }
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Stdio stdio = new Stdio(
                    InputStream.nullInputStream(),
                    new Stdout(new FullDisk(), false),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false);
            assertThat(Main.run(arguments.toArray(String[]::new), stdio, new Signals()))
                    .isEqualTo(ExitCode.OUTPUT);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("dunlin: standard output: No space left on device\n");
        }
    }

    private static final class FullDisk extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @Test
    void theDemoKeepsItsPromisesInTime() {
        long begun = System.nanoTime();
        Streams streams = run(0, "demo");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(streams.out()).contains("All is as promised").doesNotContain("NOT AS PROMISED");
        assertThat(streams.out().lines()).allMatch(line -> line.length() <= 100);
        List<String> rows =
                streams.out().lines().filter(line -> line.matches("  [A-E] .*")).toList();
        assertThat(rows).hasSize(5);
        assertThat(rows.get(4)).matches(".* 0 +0 +68 +68 .*");
        assertThat(streams.out().lines().filter(line -> line.startsWith("  tcp://")))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("ms  agreed"),
                        second -> assertThat(second).endsWith("ms  agreed"),
                        third -> assertThat(third).endsWith("ms  differed"));
    }

    @Test
    void theRehearsalDoesAllThatItShould() {
        Streams streams = new Streams("", false);
        assertThat(streams.run("rehearse")).isZero();
        assertThat(streams.out() + streams.err()).isEmpty();
    }

    private static long acknowledged(String report) {
        String count = report.substring("dunlin: ".length(), report.indexOf(" messages"));
        return Long.parseLong(count);
    }

    private void publish(String input, int messages, String... arguments) {
        Streams publisher = new Streams(input, false);
        List<String> all = new ArrayList<>(List.of("publish", "--to", to));
        all.addAll(List.of(arguments));
        assertThat(publisher.run(all.toArray(String[]::new))).isZero();
        assertThat(publisher.err())
                .isEqualTo("dunlin: " + messages + (messages == 1 ? " message" : " messages") + " acknowledged\n");
        assertThat(publisher.out()).isEmpty();
    }

    private String printed(String... arguments) {
        List<String> all = new ArrayList<>(List.of("subscribe", "--from", "earliest"));
        all.addAll(List.of(arguments));
        return run(0, all.toArray(String[]::new)).out();
    }

    private List<Map<String, @Nullable Object>> objects(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--format", "json"));
        all.addAll(List.of(arguments));
        return printed(all.toArray(String[]::new)).lines().map(JsonReader::read).toList();
    }

    /** Runs a command that needs no input; where it connects, to the test's server. */
    private Streams run(int expectedCode, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("demo")) {
            all.add("--to");
            all.add(to);
        }
        Streams streams = new Streams("", false);
        assertThat(streams.run(all.toArray(String[]::new)))
                .as(() -> new String(streams.outBytes(), StandardCharsets.UTF_8) + streams.err())
                .isEqualTo(expectedCode);
        return streams;
    }
}
