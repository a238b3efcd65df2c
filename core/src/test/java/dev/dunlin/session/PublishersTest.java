package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a server remembers of publishers, and what it says of those that leave. */
final class PublishersTest {

    private static final Duration KEPT = Duration.ofMinutes(1);

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();

    private BrokerServer serve(Broker broker) {
        return BrokerServer.serve(
                broker,
                ServerConfig.builder().address("test://here").transport(wire).build());
    }

    @Test
    void thoseForgottenForWantOfRoomAreCountedAndTheirTimeIsNot() {
        try (Broker broker = Broker.inMemory(
                        BrokerConfig.builder().environment(world).build());
                BrokerServer server = serve(broker)) {
            Station.welcomed(world, wire);
            SessionAdapter session = new SessionAdapter(server, wire.serverEnds.get(0));
            ServerCounters counters = new ServerCounters();
            Publishers publishers = new Publishers(world, counters, 10, KEPT.toNanos());
            int tooMany = 3;
            for (long id = 1; id <= Publishers.MAX_ABSENT + tooMany; id++) {
                publishers.release(id, session, publishers.claim(id, session), true);
            }
            assertThat(publishers.count()).isEqualTo(Publishers.MAX_ABSENT);
            assertThat(counters.snapshot(0).forgotten()).isEqualTo(tooMany);
            assertThat(publishers.claim(tooMany, session).known()).isFalse();
            assertThat(publishers.claim(tooMany + 1, session).known()).isTrue();

            world.advance(KEPT);
            assertThat(publishers.count()).as("those that are connected").isEqualTo(2);
            assertThat(counters.snapshot(0).forgotten()).isEqualTo(tooMany);
        }
    }

    @Test
    void aFaultOfTheClientsIsNotCountedAsTheServersOwn() {
        try (Broker broker = Broker.inMemory(
                        BrokerConfig.builder().environment(world).build());
                BrokerServer server = serve(broker)) {
            Station client = Station.welcomed(world, wire);
            client.say(new Frame.Goodbye(CloseReason.INTERNAL, "out of sorts"));
            assertThat(server.stats().closed())
                    .containsOnlyKeys(CloseReason.LOST)
                    .containsEntry(CloseReason.LOST, 1L);
        }
    }
}
