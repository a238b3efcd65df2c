package dev.dunlin.session;

import dev.dunlin.call.Replica;
import dev.dunlin.transport.ServerStats;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * Makes a replica reachable: in this JVM, on this machine, or over a network. Safe for use by any thread.
 *
 * <p>It keeps no messages. A server that does both is a {@link BrokerServer} with {@link ServerConfig.Builder#replica}.
 */
public final class ReplicaServer implements AutoCloseable {

    private final BrokerServer server;

    private ReplicaServer(BrokerServer server) {
        this.server = server;
    }

    /**
     * Serves a replica at an address. Waits until it is bound.
     *
     * @param replica what carries out the calls
     * @param address for example {@code tcp://127.0.0.1:0}
     * @throws dev.dunlin.DunlinException ADDRESS_UNAVAILABLE if the address is in use or may not be bound
     * @throws IllegalArgumentException if the address is malformed or no transport has its scheme
     */
    public static ReplicaServer serve(Replica replica, String address) {
        return serve(replica, ServerConfig.builder().address(address));
    }

    /**
     * Serves a replica. Waits until all addresses are bound; if one cannot be, none is.
     *
     * @param replica what carries out the calls
     * @param config where and how
     * @throws dev.dunlin.DunlinException ADDRESS_UNAVAILABLE if an address is in use or may not be bound
     * @throws IllegalArgumentException if an address is malformed or no transport has its scheme
     */
    public static ReplicaServer serve(Replica replica, ServerConfig.Builder config) {
        Objects.requireNonNull(replica, "replica");
        return new ReplicaServer(BrokerServer.serve(
                new NoBroker(replica.environment()), config.replica(replica).build()));
    }

    /** Where it can be reached: the first address, with the port that was chosen in the place of 0. */
    public URI address() {
        return server.address();
    }

    /** Where it can be reached, in the order of the configuration. */
    public List<URI> addresses() {
        return server.addresses();
    }

    /** What has been counted of connections so far. */
    public ServerStats stats() {
        return server.stats();
    }

    /**
     * Takes in no more connections, asks the callers to go, and waits for that as long as {@link ServerConfig#closeTimeout()}:
     * what they have asked is answered. Closing twice does nothing.
     */
    @Override
    public void close() {
        server.close();
    }
}
