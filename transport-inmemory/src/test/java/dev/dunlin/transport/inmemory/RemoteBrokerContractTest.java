package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.contracts.BrokerContract;
import dev.dunlin.contracts.ConcurrencyContract;
import dev.dunlin.contracts.Engine;
import dev.dunlin.contracts.Feature;
import dev.dunlin.contracts.Inbox;
import dev.dunlin.contracts.Scenario;
import dev.dunlin.contracts.VirtualTimeContract;
import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Transport;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A broker that is reached over {@code inmem:}, on virtual and on real time. */
class RemoteBrokerContractTest {

    /** What both have in common. */
    interface Remote extends BrokerContract {

        @Override
        default Engine start(BrokerConfig config) {
            return new Served(config);
        }

        @Override
        default Set<Feature> lacks() {
            return Set.of(Feature.EVENTS, Feature.CONTIGUOUS_BATCHES, Feature.EXACT_BOUNDS);
        }
    }

    @Nested
    class OnVirtualTime implements Remote, VirtualTimeContract {

        @Override
        public World world() {
            return World.virtual();
        }

        /** As over there, but for what expires on its way: the broker has delivered it, and this side passes it over. */
        @Test
        @Override
        public void everyMessageIsAccountedFor() {
            try (Scenario it = scenario()) {
                Inbox<String> inbox = it.subscribe("tides");
                for (int i = 0; i < 1_000; i++) {
                    if (i % 100 == 0) {
                        inbox.subscription().pause();
                    } else if (i % 100 == 50) {
                        inbox.subscription().resume();
                    }
                    Duration ttl = Duration.ofMillis(1 + i % 40);
                    it.topic("tides").publish("" + i, PublishOptions.ttl(ttl)).accepted();
                    it.world().advance(Duration.ofMillis(1));
                }
                it.world().advance(Duration.ofSeconds(10));
                long expiredHere = inbox.subscription().stats().expired();
                assertThat(it.broker().stats().published()).isEqualTo(1_000);
                assertThat(it.broker().stats().delivered()).isEqualTo(inbox.size() + expiredHere);
                assertThat(it.broker().stats().retainedMessages()).isZero();
                assertThat(expiredHere).isPositive();
                assertThat(inbox.size()).isBetween(500, 999);
            }
        }
    }

    @Nested
    class OnRealTime implements Remote, ConcurrencyContract {

        @Override
        public World world() {
            return World.system();
        }
    }

    /** A broker in memory, its server, and a way to it that nobody else uses. */
    private static final class Served implements Engine {

        /** In a test ten years pass. */
        private static final Duration NEVER = Duration.ofDays(100_000);

        private final Transport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
        private final Environment environment;
        private final Broker broker;
        private final BrokerServer server;

        Served(BrokerConfig config) {
            this.environment = config.environment();
            this.broker = Broker.inMemory(config);
            this.server = BrokerServer.serve(
                    broker,
                    ServerConfig.builder()
                            .address("inmem://contract")
                            .transport(transport)
                            .heartbeat(NEVER)
                            .build());
        }

        @Override
        public Broker connect() {
            return BrokerClient.connect(
                    server.address(),
                    ClientConfig.builder()
                            .environment(environment)
                            .transport(transport)
                            .heartbeat(NEVER)
                            // The contract closes brokers whose publishers wait for room that nobody makes.
                            .closeTimeout(Duration.ofMillis(500))
                            .reconnectFor(Duration.ZERO)
                            .build());
        }

        @Override
        public void close() {
            server.close();
            broker.close();
        }
    }
}
