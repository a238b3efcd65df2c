package dev.dunlin.session;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConnector;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.util.List;

/** Connects to what {@link BrokerServer} serves, over whatever transport is there. Found by {@link Broker#connect}. */
public final class SessionConnector implements BrokerConnector {

    /** For {@link java.util.ServiceLoader}. */
    public SessionConnector() {}

    @Override
    public boolean accepts(String scheme) {
        return Transports.find(scheme).isPresent();
    }

    @Override
    public Broker connect(List<URI> addresses, Environment environment) {
        return BrokerClient.connect(
                addresses, ClientConfig.builder().environment(environment).build());
    }
}
