package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerServer;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A client that asks while a broker is moved, on one that is not. */
final class ClientProbeTest {

    private final MoveReport report = new MoveReport(
            new UUID(0, 7), 4711, Mode.STOP_AND_COPY, 1, 1, 1, List.of(), new PhaseTimes(List.of()), List.of());

    @Test
    void itIsAnsweredAgainAndAgain() {
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
                ClientProbe probe = ClientProbe.start(server.address(), Environment.system())) {
            Await.until("it has asked", () -> broker.stats().published() > 20);

            MoveReport seen = probe.end(report);
            ClientView client = Objects.requireNonNull(seen.client());
            assertThat(client.answered()).isGreaterThan(20);
            assertThat(client.failed()).isZero();
            assertThat(client.gap()).isPositive();
            assertThat(seen.notes()).isEmpty();
        }
    }

    @Test
    void oneThatHasLostItsBrokerSaysSo() {
        try (ClientProbe probe = ofBrokerThatEnds()) {
            MoveReport seen = probe.end(report);
            assertThat(seen.client()).isNotNull();
            assertThat(seen.notes()).singleElement().asString().contains("no answer after the migration either");
        }
    }

    private static ClientProbe ofBrokerThatEnds() {
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0")) {
            ClientProbe probe = ClientProbe.start(server.address(), Environment.system());
            Await.until("it has asked", () -> broker.stats().published() > 20);
            return probe;
        }
    }

    @Test
    void oneThatFindsNoBrokerIsANote() {
        try (ClientProbe probe = ClientProbe.start(URI.create("tcp://127.0.0.1:1"), Environment.system())) {
            MoveReport seen = probe.end(report);
            assertThat(seen.client()).isNull();
            assertThat(seen.notes())
                    .singleElement()
                    .asString()
                    .contains("tcp://127.0.0.1:1", "refused", "is a Dunlin broker there");
        }
    }

    @Test
    void anAddressThatStaysIsAskedAsItIs() {
        for (String address : List.of("tcp://127.0.0.1:7400", "tcp://192.0.2.7:7400", "unix:///run/broker")) {
            assertThat(OwnAddresses.otherwise(URI.create(address))).hasToString(address);
        }
    }
}
