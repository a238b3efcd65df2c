package dev.dunlin.transport.netty;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.BrokerContract;
import dev.dunlin.contracts.ConcurrencyContract;
import dev.dunlin.contracts.Engine;
import dev.dunlin.contracts.Feature;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.ServerMode;
import java.util.Set;

/** A broker that is reached over sockets, on real time. */
interface SocketBrokerContract extends BrokerContract, ConcurrencyContract {

    /** Where the next server is to listen. */
    String address();

    @Override
    default World world() {
        return World.system();
    }

    @Override
    default Engine start(BrokerConfig config) {
        return new Served(Broker.inMemory(config), address(), ServerMode.DEFAULT);
    }

    @Override
    default Set<Feature> lacks() {
        return Set.of(Feature.EVENTS, Feature.CONTIGUOUS_BATCHES, Feature.EXACT_BOUNDS);
    }

    /** A broker in memory and its server; each client has a connection of its own. */
    final class Served implements Engine {

        private final Broker broker;
        private final BrokerServer server;

        Served(Broker broker, String address, ServerMode mode) {
            this.broker = broker;
            this.server = BrokerServer.serve(
                    broker, ServerConfig.builder().address(address).mode(mode).build());
        }

        @Override
        public Broker connect() {
            return Broker.connect(server.address().toString());
        }

        @Override
        public void close() {
            server.close();
            broker.close();
        }
    }
}
