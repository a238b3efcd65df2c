package dev.dunlin.contracts;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import java.util.Set;

/** The broker in this process's memory, on real time. */
class InMemoryBrokerContractTest implements BrokerContract, ConcurrencyContract {

    @Override
    public World world() {
        return World.system();
    }

    @Override
    public Engine start(BrokerConfig config) {
        return Engine.of(Broker.inMemory(config));
    }

    @Override
    public Set<Feature> lacks() {
        return Set.of(Feature.CONNECTIONS);
    }
}
