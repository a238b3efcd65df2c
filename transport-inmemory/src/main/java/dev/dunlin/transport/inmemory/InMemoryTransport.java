package dev.dunlin.transport.inmemory;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connects what lives in one JVM, under names such as {@code inmem://station}. Frames pass by reference: nothing is
 * encoded. In a virtual environment everything runs on its one thread, in an order that repeats.
 *
 * <p>Each end of a connection is called by its own environment: those of {@link #listen} and {@link #connect} may differ.
 * Costs no thread but one for each environment, asleep while nothing comes.
 */
public final class InMemoryTransport implements Transport {

    private static final String SCHEME = "inmem";

    private static final ConcurrentMap<String, Named> SHARED_NAMES = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Named> names;
    private final AtomicLong connections = new AtomicLong();

    /** Where names are looked up. */
    public enum Names {
        /** In one book for the whole JVM. */
        SHARED,
        /** In a book of this instance's own: others do not see them, and may use the same. */
        OWN
    }

    /** A transport whose names are {@linkplain Names#SHARED shared}. */
    public InMemoryTransport() {
        this(Names.SHARED);
    }

    /**
     * A transport.
     *
     * @param names where names are looked up
     */
    public InMemoryTransport(Names names) {
        this.names = Objects.requireNonNull(names, "names") == Names.SHARED ? SHARED_NAMES : new ConcurrentHashMap<>();
    }

    @Override
    public boolean accepts(String scheme) {
        return SCHEME.equalsIgnoreCase(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(acceptor, "acceptor");
        String name = nameIn(address);
        Named listener = new Named(address, name, Loop.of(environment), limits, acceptor);
        if (names.putIfAbsent(name, listener) != null) {
            return CompletableFuture.failedStage(new DunlinException(
                    Reason.ADDRESS_UNAVAILABLE, "address=\"" + address + "\": somebody listens there already"));
        }
        return CompletableFuture.completedStage(listener);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(acceptor, "acceptor");
        Named listener = names.get(nameIn(address));
        if (listener == null) {
            return CompletableFuture.failedStage(new DunlinException(
                    Reason.UNREACHABLE, "address=\"" + address + "\": nobody in this JVM listens there"));
        }
        String client = SCHEME + ":client-" + connections.incrementAndGet();
        return End.connect(
                        new End.Side(address.toString(), Loop.of(environment), limits, acceptor), listener.side(client))
                .accepted();
    }

    private static String nameIn(URI address) {
        String name = address.getAuthority();
        boolean bare = address.getPath() == null || address.getPath().isEmpty();
        if (!SCHEME.equalsIgnoreCase(address.getScheme()) || name == null || !bare) {
            throw new IllegalArgumentException("address=\"" + address + "\": must be " + SCHEME + "://name");
        }
        return name;
    }

    /** A name that is taken. */
    private final class Named implements Listener {

        private final URI address;
        private final String name;
        private final Loop loop;
        private final TransportLimits limits;
        private final Acceptor acceptor;

        Named(URI address, String name, Loop loop, TransportLimits limits, Acceptor acceptor) {
            this.address = address;
            this.name = name;
            this.loop = loop;
            this.limits = Objects.requireNonNull(limits, "limits");
            this.acceptor = acceptor;
        }

        End.Side side(String client) {
            return new End.Side(client, loop, limits, acceptor);
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public CompletionStage<Void> close() {
            names.remove(name, this);
            return CompletableFuture.completedStage(null);
        }
    }
}
