package dev.dunlin.transport.netty;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.BrokerContract;
import dev.dunlin.contracts.ConcurrencyContract;
import dev.dunlin.contracts.Engine;
import dev.dunlin.contracts.Feature;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A broker that is reached over sockets, on real time. */
interface SocketBrokerContract extends BrokerContract, ConcurrencyContract {

    /** Where the next server is to listen. */
    String address();

    /** What carries the frames of both sides, or null for what the address's scheme chooses. */
    default @Nullable Transport transport() {
        return null;
    }

    @Override
    default World world() {
        return World.system();
    }

    @Override
    default Engine start(BrokerConfig config) {
        return new Served(Broker.inMemory(config), address(), ServerMode.DEFAULT, transport());
    }

    @Override
    default Set<Feature> lacks() {
        return Set.of(Feature.EVENTS, Feature.CONTIGUOUS_BATCHES, Feature.EXACT_BOUNDS);
    }

    /** A broker in memory and its server; each client has a connection of its own. */
    final class Served implements Engine {

        private final Broker broker;
        private final BrokerServer server;
        private final @Nullable Transport transport;

        Served(Broker broker, String address, ServerMode mode) {
            this(broker, address, mode, null);
        }

        Served(Broker broker, String address, ServerMode mode, @Nullable Transport transport) {
            this.broker = broker;
            this.transport = transport;
            ServerConfig.Builder config =
                    ServerConfig.builder().address(address).mode(mode);
            if (transport != null) {
                config.transport(transport);
            }
            this.server = BrokerServer.serve(broker, config.build());
        }

        @Override
        public Broker connect() {
            // The contract closes brokers whose publishers wait for room that nobody makes.
            ClientConfig.Builder config = ClientConfig.builder().closeTimeout(Duration.ofMillis(500));
            if (transport != null) {
                config.transport(transport);
            }
            return BrokerClient.connect(List.of(server.address()), config.build());
        }

        @Override
        public void close() {
            server.close();
            broker.close();
        }
    }
}
