package dev.dunlin.transport.netty;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.BrokerContract;
import dev.dunlin.contracts.ConcurrencyContract;
import dev.dunlin.contracts.Engine;
import dev.dunlin.contracts.Feature;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import java.util.Set;

/** A broker that is reached over {@code tcp:}, on real time. */
final class TcpBrokerContractTest implements BrokerContract, ConcurrencyContract {

    @Override
    public World world() {
        return World.system();
    }

    @Override
    public Engine start(BrokerConfig config) {
        return new Served(Broker.inMemory(config));
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(Feature.EVENTS, Feature.CONTIGUOUS_BATCHES, Feature.EXACT_BOUNDS);
    }

    /** A broker in memory and its server; each client has a connection of its own. */
    private static final class Served implements Engine {

        private final Broker broker;
        private final BrokerServer server;

        Served(Broker broker) {
            this.broker = broker;
            this.server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
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
