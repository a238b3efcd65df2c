package dev.dunlin.transport;

import java.net.URI;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds transports on the class and module path. */
public final class Transports {

    private Transports() {}

    /** The transport for a scheme, if there is one. */
    public static Optional<Transport> find(String scheme) {
        for (Transport transport : ServiceLoader.load(Transport.class, Transports.class.getClassLoader())) {
            if (transport.accepts(scheme)) {
                return Optional.of(transport);
            }
        }
        return Optional.empty();
    }

    /**
     * The transport for an address.
     *
     * @throws IllegalArgumentException if the address has no scheme, or none has that scheme
     */
    public static Transport forAddress(URI address) {
        String scheme = address.getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException("address=\"" + address + "\": has no scheme, as in tcp://host:port");
        }
        return find(scheme)
                .orElseThrow(() -> new IllegalArgumentException("address=\"" + address
                        + "\": nothing on the class path speaks \"" + scheme
                        + ":\"; for tcp: add dunlin-transport-netty, for inmem: dunlin-transport-inmemory"));
    }
}
