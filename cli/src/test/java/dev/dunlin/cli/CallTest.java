package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.Replica;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code dunlin call} against replicas over real sockets, inside the test's JVM. */
final class CallTest {

    /** The machine may be busy: an attempt is given its time, unless it is to fail. */
    private static final String LONG = "30s";

    private final List<ReplicaServer> servers = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(ReplicaServer::close);
    }

    private String serve(String... faults) {
        Faults told = Faults.parse(List.of(faults));
        int id = servers.size() + 1;
        Echo echo = new Echo(id, told, Environment.system(), request -> {}, () -> {});
        Replica replica = Replica.builder().asyncHandler(Echo.PROCEDURE, echo).build();
        ServerConfig.Builder config = ServerConfig.builder().address("tcp://127.0.0.1:0");
        if (told.drop() > 0) {
            config.transport(new LossyTransport(told.drop()));
        }
        replicas.add(replica);
        servers.add(ReplicaServer.serve(replica, config));
        return servers.get(id - 1).address().toString();
    }

    private static String nobody() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "tcp://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Streams call(int expectedCode, String to, String... arguments) {
        List<String> all = new ArrayList<>(List.of("call", "--to", to));
        all.addAll(List.of(arguments));
        Streams streams = new Streams("", false);
        assertThat(streams.run(all.toArray(String[]::new)))
                .as(() -> streams.out() + streams.err())
                .isEqualTo(expectedCode);
        return streams;
    }

    /** Of each replica, by its address: the outcome and how often it was asked. */
    private static Map<String, String> outcomes(Streams streams) {
        return streams.err()
                .lines()
                .filter(line -> line.startsWith("tcp://"))
                .map(line -> line.split(" +", 5))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[4]));
    }

    private static String join(String... addresses) {
        return String.join(",", addresses);
    }

    @Test
    void aDivergentReplicaIsOutvotedAndNamed() {
        String first = serve();
        String second = serve("slow:50ms");
        String third = serve("diverge");
        Streams streams = call(0, join(first, second, third), "--deadline", LONG, "low", "tide");
        assertThat(streams.out()).isEqualTo("low tide\n");
        assertThat(streams.err()).startsWith("REPLICA ").hasLineCount(4);
        assertThat(outcomes(streams)).isEqualTo(Map.of(first, "agreed", second, "agreed", third, "differed"));
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(replica.stats().executed()).isEqualTo(1));
    }

    @Test
    void tellsOfItsSteps() {
        String to = join(serve(), serve());
        Streams streams = call(0, to, "--agree", "all", "--deadline", LONG, "--trace", "x");
        assertThat(streams.err().lines().filter(line -> line.startsWith("event=")))
                .extracting(line -> line.replaceFirst(" at=[0-9]+us$", ""))
                .containsExactlyInAnyOrder(
                        "event=call-step step=3 name=SENT procedure=echo request=1",
                        "event=call-step step=3 name=SENT procedure=echo request=1",
                        "event=call-step step=9 name=RESULT_DELIVERED procedure=echo request=1",
                        "event=call-step step=9 name=RESULT_DELIVERED procedure=echo request=1");
    }

    @Test
    void whereAllAreToAgreeADifferenceEndsWith3() {
        String first = serve();
        String second = serve("diverge");
        Streams streams = call(3, join(first, second), "--agree", "all", "--deadline", LONG, "low tide");
        assertThat(streams.out()).isEmpty();
        assertThat(outcomes(streams))
                .isEqualTo(Map.of(first, "answered: low tide", second, "answered: replica 2 says: low tide"));
        assertThat(streams.err()).endsWith("\ndunlin: the replicas disagree; they may have carried it out\n");
    }

    @Test
    void whatMayBeDoneAgainIsDoneAgainByThoseThatDiffer() {
        String to = join(serve(), serve("diverge"));
        call(3, to, "--agree", "all", "--deadline", LONG, "--attempts", "3", "--idempotent", "x");
        assertThat(replicas.get(0).stats().executed() + replicas.get(1).stats().executed())
                .isGreaterThan(2);
    }

    @Test
    void whereTooFewAnswerItEndsWith4AndSaysWhy() {
        String first = serve();
        String gone = nobody();
        String other = nobody();
        Streams streams = call(4, join(first, gone, other), "--deadline", LONG, "x");
        assertThat(streams.out()).isEmpty();
        assertThat(outcomes(streams)).containsEntry(first, "answered");
        assertThat(outcomes(streams).get(gone)).startsWith("failed: unreachable, connection refused");
        assertThat(streams.err())
                .endsWith("\ndunlin: 1 of 3 replicas answered, 2 must agree; they may have carried it out\n");
        assertThat(call(4, gone, "--attempts", "1", "x").err())
                .endsWith("\ndunlin: 0 of 1 replicas answered, 1 must agree; none has carried it out\n");
    }

    @Test
    void anAnswerThatIsLostIsGivenAgainFromMemory() {
        String to = serve("drop:0.7");
        for (int i = 0; i < 8; i++) {
            call(0, to, "--attempts", "100", "--deadline", "60s", "--attempt-timeout", "20ms", "x" + i);
        }
        assertThat(replicas.get(0).stats().executed()).isEqualTo(8);
        assertThat(replicas.get(0).stats().repeated()).isPositive();
    }

    @Test
    void jsonIsAllOfItOnStandardOutput() {
        String first = serve();
        String gone = nobody();
        Streams streams =
                call(0, join(first, gone), "--json", "--agree", "1", "--attempts", "1", "--deadline", LONG, "x");
        assertThat(streams.err()).isEmpty();
        Map<String, ?> json = JsonReader.read(streams.out().strip());
        assertThat(json.get("outcome")).isEqualTo("agreed");
        assertThat(json.get("value")).isEqualTo("x");
        assertThat(json.get("replicas"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2);
        Streams few = call(4, gone, "--json", "--attempts", "1", "x");
        assertThat(few.out()).contains("\"outcome\":\"too-few\"").hasLineCount(1);
        assertThat(few.err()).startsWith("dunlin: 0 of 1 ").hasLineCount(1);
    }

    @Test
    void theQuickestAsksOne() {
        String to = join(serve("slow:1h"), serve(), serve());
        String[] reversed = to.split(",");
        Collections.reverse(Arrays.asList(reversed));
        Streams streams = call(0, join(reversed), "--quickest", "--deadline", LONG, "x");
        assertThat(streams.out()).isEqualTo("x\n");
        assertThat(outcomes(streams).values()).contains("agreed", "not waited for");
    }

    @Test
    void aNameStandsForItsAddresses() {
        String to = serve();
        Streams streams =
                call(0, to.replace("127.0.0.1", "localhost"), "--resolve", "--agree", "1", "--attempts", "1", "x");
        assertThat(streams.out()).isEqualTo("x\n");
        assertThat(outcomes(streams)).containsEntry(to, "agreed");
    }

    @Test
    void aNameThatDoesNotResolveEndsWith69() {
        Streams streams = call(69, "tcp://nowhere.invalid:7400", "--resolve", "x");
        assertThat(streams.err()).isEqualTo("dunlin: tcp://nowhere.invalid:7400: the name does not resolve\n");
    }
}
