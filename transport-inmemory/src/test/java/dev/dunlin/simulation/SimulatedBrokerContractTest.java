package dev.dunlin.simulation;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.BrokerContract;
import dev.dunlin.contracts.Engine;
import dev.dunlin.contracts.Feature;
import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** A broker that is reached over the simulated network, held to what every broker promises. */
class SimulatedBrokerContractTest {

    /** What all have in common. */
    interface Simulated extends BrokerContract {

        @Override
        default Set<Feature> lacks() {
            return Set.of(Feature.EVENTS, Feature.CONTIGUOUS_BATCHES, Feature.EXACT_BOUNDS);
        }
    }

    @Nested
    class OverStreams implements Simulated {

        @Override
        public World world() {
            return new SimulatedWorld(3);
        }

        @Override
        public Engine start(BrokerConfig config) {
            return new Served(config, "sim://world:0");
        }
    }

    @Nested
    class OverPackets implements Simulated {

        @Override
        public World world() {
            return new SimulatedWorld(3, Duration.ofMillis(60), Duration.ofSeconds(5));
        }

        @Override
        public Engine start(BrokerConfig config) {
            return new Served(config, "sim-udp://world:0");
        }
    }

    /** A broker in memory, its server, and a way to it. */
    private static final class Served implements Engine {

        /** In a test ten years pass. */
        private static final Duration NEVER = Duration.ofDays(100_000);

        private final Environment client;
        private final Broker broker;
        private final BrokerServer server;

        Served(BrokerConfig config, String address) {
            this.client = config.environment();
            this.broker = Broker.inMemory(config);
            this.server = BrokerServer.serve(
                    broker,
                    ServerConfig.builder().address(address).heartbeat(NEVER).build());
        }

        @Override
        public Broker connect() {
            return BrokerClient.connect(
                    server.address(),
                    ClientConfig.builder()
                            .environment(client)
                            .heartbeat(NEVER)
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
