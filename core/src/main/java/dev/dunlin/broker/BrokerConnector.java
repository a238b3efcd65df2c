package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import java.net.URI;
import java.util.List;

/**
 * Makes the brokers that {@link Broker#connect} gives. Found through {@link java.util.ServiceLoader}; the first that
 * accepts an address is asked.
 */
public interface BrokerConnector {

    /** Whether addresses of this scheme are this connector's. */
    boolean accepts(String scheme);

    /**
     * Connects.
     *
     * @param addresses where the broker is, or where there are brokers of which any will do; at least one
     * @param environment time, threads and chance
     * @throws dev.dunlin.DunlinException UNREACHABLE with what was met
     * @throws IllegalArgumentException if an address is malformed
     */
    Broker connect(List<URI> addresses, Environment environment);
}
