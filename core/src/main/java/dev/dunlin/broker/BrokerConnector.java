package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import java.net.URI;

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
     * @param address where the broker is
     * @param environment time, threads and chance
     * @throws dev.dunlin.DunlinException UNREACHABLE with what was met
     * @throws IllegalArgumentException if the address is malformed
     */
    Broker connect(URI address, Environment environment);
}
