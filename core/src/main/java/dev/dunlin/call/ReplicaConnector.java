package dev.dunlin.call;

import dev.dunlin.transport.Company;
import java.net.URI;

/** Makes the links of {@link ReplicatedCall}. Found through {@link java.util.ServiceLoader}; the first that accepts an address is asked. */
public interface ReplicaConnector {

    /**
     * Whether addresses of this kind are this connector's.
     *
     * @param address where a replica is
     * @param config how it is to be called
     */
    boolean accepts(URI address, CallConfig config);

    /**
     * Begins to connect.
     *
     * @param address where the replica is
     * @param config how to speak to it
     * @param listener is told what comes
     * @throws IllegalArgumentException if the address is malformed
     */
    ReplicaLink connect(URI address, CallConfig config, ReplicaLink.Listener listener);

    /**
     * Begins to connect, as one of the links of a caller.
     *
     * <p>This implementation takes no notice of the others.
     *
     * @param address where the replica is
     * @param config how to speak to it
     * @param company what all links of the caller are
     * @param listener is told what comes
     * @throws IllegalArgumentException if the address is malformed
     */
    default ReplicaLink connect(URI address, CallConfig config, Company company, ReplicaLink.Listener listener) {
        return connect(address, config, listener);
    }
}
