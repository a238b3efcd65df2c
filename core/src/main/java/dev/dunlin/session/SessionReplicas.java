package dev.dunlin.session;

import dev.dunlin.call.CallConfig;
import dev.dunlin.call.ReplicaConnector;
import dev.dunlin.call.ReplicaLink;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.Transports;
import java.net.URI;

/** Connects to what {@link ReplicaServer} serves, over whatever transport is there. Found by {@code ReplicatedCall}. */
public final class SessionReplicas implements ReplicaConnector {

    /** For {@link java.util.ServiceLoader}. */
    public SessionReplicas() {}

    @Override
    public boolean accepts(URI address, CallConfig config) {
        return config.transport() != null
                || (address.getScheme() != null
                        && Transports.find(address.getScheme()).isPresent());
    }

    @Override
    public ReplicaLink connect(URI address, CallConfig config, ReplicaLink.Listener listener) {
        return connect(address, config, new Company(), listener);
    }

    @Override
    public ReplicaLink connect(URI address, CallConfig config, Company company, ReplicaLink.Listener listener) {
        return SessionReplicaLink.open(address, config, company, listener);
    }
}
