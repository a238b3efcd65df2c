package dev.dunlin.simulation;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects the hosts of a {@link Simulation}, under addresses such as {@code sim://station:7400}. Which simulation and which
 * host is told by the environment: it must be one that {@link Host#environment()} gave.
 */
public final class SimulatedTransport implements Transport {

    static final String SCHEME = "sim";

    private static final int FIRST_FREE_PORT = 40_000;
    private static final int MAX_PORT = 65_535;

    /** One for all simulations. */
    public SimulatedTransport() {}

    @Override
    public boolean accepts(String scheme) {
        return SCHEME.equalsIgnoreCase(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(acceptor, "acceptor");
        Objects.requireNonNull(limits, "limits");
        Life life = host(environment, address).life();
        String name = nameIn(address, SCHEME);
        if (!name.equals(life.host.name())) {
            return unavailable(address, "the environment is that of host \"" + life.host.name() + "\"");
        }
        int port = address.getPort() == 0 ? freePort(life.listeners) : address.getPort();
        if (life.listeners.containsKey(port)) {
            return unavailable(address, "somebody listens there already");
        }
        SimulatedListener listener =
                new SimulatedListener(life, port, limits, acceptor, URI.create(life.host.address(port)));
        life.listeners.put(port, listener);
        return CompletableFuture.completedStage(listener);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(acceptor, "acceptor");
        Objects.requireNonNull(limits, "limits");
        HostEnvironment from = host(environment, address);
        String name = nameIn(address, SCHEME);
        Simulation simulation = from.simulation();
        simulation.timeline().checkThread();
        if (!simulation.hasHost(name)) {
            return CompletableFuture.failedStage(noSuchHost(simulation, address));
        }
        return new Dial(from, simulation.known(name), address, limits, acceptor).begin();
    }

    static DunlinException noSuchHost(Simulation simulation, URI address) {
        return new DunlinException(
                Reason.UNREACHABLE,
                "address=\"" + address + "\": the simulation has no host of that name, only " + simulation.hostNames());
    }

    private static CompletionStage<Listener> unavailable(URI address, String why) {
        return CompletableFuture.failedStage(
                new DunlinException(Reason.ADDRESS_UNAVAILABLE, "address=\"" + address + "\": " + why));
    }

    /** The first port from 40,000 on that nobody has. */
    static int freePort(Map<Integer, ?> taken) {
        int port = FIRST_FREE_PORT;
        while (taken.containsKey(port)) {
            port++;
        }
        return port;
    }

    static HostEnvironment host(Environment environment, URI address) {
        if (environment instanceof HostEnvironment host) {
            return host;
        }
        throw new IllegalArgumentException(
                "address=\"" + address + "\": the environment must be that of a simulated host, not "
                        + environment.getClass().getName());
    }

    static String nameIn(URI address, String scheme) {
        String name = address.getHost() == null ? address.getAuthority() : address.getHost();
        boolean bare = address.getPath() == null || address.getPath().isEmpty();
        int port = address.getPort();
        if (!scheme.equalsIgnoreCase(address.getScheme()) || name == null || !bare || port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("address=\"" + address + "\": must be " + scheme + "://host:port");
        }
        return name;
    }
}
