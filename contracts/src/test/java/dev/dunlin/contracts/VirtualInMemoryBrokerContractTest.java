package dev.dunlin.contracts;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import java.util.Set;

/** The broker in this process's memory, on virtual time. */
class VirtualInMemoryBrokerContractTest implements BrokerContract, VirtualTimeContract {

    @Override
    public World world() {
        return World.virtual();
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
