package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Whatever befalls the connections: nothing acknowledged is lost, nothing is stored or given twice, and all see one order. */
final class ResumingProperties {

    enum What {
        PUBLISH,
        ADVANCE,
        BREAK_AFTER_FRAMES,
        BREAK,
        PULL_THE_PLUG,
        RUN
    }

    @Provide
    Arbitrary<List<Tuple2<What, Integer>>> course() {
        Arbitrary<What> what = Arbitraries.frequency(
                Tuple.of(6, What.PUBLISH),
                Tuple.of(2, What.ADVANCE),
                Tuple.of(4, What.BREAK_AFTER_FRAMES),
                Tuple.of(1, What.BREAK),
                Tuple.of(1, What.PULL_THE_PLUG),
                Tuple.of(2, What.RUN));
        Arbitrary<Tuple2<What, Integer>> step =
                what.flatMap(kind -> Arbitraries.integers().between(0, 60).map(count -> Tuple.of(kind, count)));
        return step.list().ofMinSize(1).ofMaxSize(40);
    }

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final Map<String, List<Receipt>> receipts = new LinkedHashMap<>();

    @Property(tries = 500)
    void nothingIsLostOrDoubledOverAnyNumberOfConnections(@ForAll("course") List<Tuple2<What, Integer>> course) {
        new ResumingProperties().run(course);
    }

    private void run(List<Tuple2<What, Integer>> course) {
        try (Broker broker = Broker.inMemory(
                        BrokerConfig.builder().environment(world).build());
                BrokerServer server = serve(broker);
                BrokerClient client = connect()) {
            Map<String, List<Message<String>>> came = new LinkedHashMap<>();
            came.put("earliest", subscribe(client, "a.one", SubscribeOptions.from(Position.earliest())));
            came.put("latest", subscribe(client, "a.one", SubscribeOptions.DEFAULT));
            came.put("all", subscribe(client, "a.*", SubscribeOptions.DEFAULT));
            came.put("followed", subscribe(client, "a.one", tracked().build()));
            came.put(
                    "shared", subscribe(client, "a.one", tracked().group("crew").build()));
            world.run();
            int number = 0;
            for (Tuple2<What, Integer> step : course) {
                number = perform(step, client, number);
            }
            world.advance(Duration.ofMinutes(2));
            check(broker, came);
            assertThat(server.stats().refused()).isEmpty();
        }
    }

    private int perform(Tuple2<What, Integer> step, BrokerClient client, int number) {
        int count = step.get2();
        switch (step.get1()) {
            case PUBLISH -> IntStream.range(number, number + count).forEach(i -> publish(client, i));
            case ADVANCE -> world.advance(Duration.ofMillis(count));
            case BREAK_AFTER_FRAMES -> wire.breakAfter(count);
            case BREAK -> wire.breakNow();
            case PULL_THE_PLUG -> wire.pullThePlug();
            case RUN -> world.run();
        }
        return step.get1() == What.PUBLISH ? number + count : number;
    }

    private void publish(BrokerClient client, int number) {
        String topic = number % 5 == 0 ? "a.two" : "a.one";
        receipts.computeIfAbsent(topic, name -> new ArrayList<>())
                .add(client.topic(topic, Codec.utf8()).publish("" + number));
    }

    private BrokerServer serve(Broker broker) {
        return BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address(Station.ADDRESS.toString())
                        .transport(wire)
                        .publishWindow(32)
                        .heartbeat(Duration.ofSeconds(2))
                        .build());
    }

    private BrokerClient connect() {
        return BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder()
                        .environment(world)
                        .transport(wire)
                        .heartbeat(Duration.ofSeconds(2))
                        .creditBytes(400)
                        .batchBytes(200)
                        .build());
    }

    private static SubscribeOptions.Builder tracked() {
        return SubscribeOptions.builder().from(Position.earliest()).maxAttempts(1_000);
    }

    private static List<Message<String>> subscribe(BrokerClient client, String pattern, SubscribeOptions options) {
        List<Message<String>> came = new ArrayList<>();
        client.subscribe(pattern, Codec.utf8(), options, came::add);
        return came;
    }

    private void check(Broker broker, Map<String, List<Message<String>>> came) {
        receipts.forEach((topic, published) -> {
            assertThat(published.stream().map(Receipt::sequence))
                    .as("sequences of what was published to " + topic)
                    .containsExactlyElementsOf(
                            LongStream.range(0, published.size()).boxed().toList());
            assertThat(broker.topics().stream()
                            .filter(stats -> stats.name().equals(topic))
                            .map(stats -> stats.nextSequence()))
                    .as("stored in " + topic)
                    .containsExactly((long) published.size());
        });
        List<Long> one = LongStream.range(
                        0, receipts.getOrDefault("a.one", List.of()).size())
                .boxed()
                .toList();
        assertThat(sequences(came, "earliest", "a.one")).isEqualTo(one);
        assertThat(sequences(came, "latest", "a.one")).isEqualTo(one);
        assertThat(sequences(came, "followed", "a.one")).isEqualTo(one);
        assertThat(sequences(came, "all", "a.one")).isEqualTo(one);
        assertThat(sequences(came, "all", "a.two"))
                .hasSize(receipts.getOrDefault("a.two", List.of()).size())
                .isSorted()
                .doesNotHaveDuplicates();
        // Handed out at least once: what was in this member's hands when the connection broke goes to a member again.
        assertThat(new TreeSet<>(sequences(came, "shared", "a.one"))).isEqualTo(new TreeSet<>(one));
        assertThat(new HashSet<>(
                        came.get("earliest").stream().map(Message::value).toList()))
                .hasSize(one.size());
    }

    private static List<Long> sequences(Map<String, List<Message<String>>> came, String who, String topic) {
        return came.get(who).stream()
                .filter(message -> message.topic().equals(topic))
                .map(Message::sequence)
                .toList();
    }
}
