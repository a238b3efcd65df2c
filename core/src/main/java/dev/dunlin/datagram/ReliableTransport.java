package dev.dunlin.datagram;

import dev.dunlin.environment.Environment;
import dev.dunlin.link.EnumCounts;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Connections over a network that loses, repeats and reorders what it carries: frames arrive once and in order, or the
 * connection breaks with a reason. Packets are numbered, acknowledged one by one, and sent again until they have arrived;
 * how many are on their way is what the receiver takes, and what the network bears. Times come from the environment's
 * scheduler alone, so that all of this repeats in a virtual one.
 *
 * <p>Bounds, besides the {@linkplain TransportLimits limits}: each end holds at most 512 KiB that have come and were not
 * taken, and as much that was sent and not acknowledged. To connect takes at most five seconds. Of what is sent something
 * must be heard within thirty seconds, else the connection ends with {@link dev.dunlin.transport.CloseReason#LOST}; a
 * connection over which nothing is sent does not end, as with TCP. To close takes at most thirty seconds, three if
 * the peer takes nothing, and for one more it is still answered.
 *
 * <p>All connections of a listener are served on the executor of one socket. When a listener closes, its socket stays as
 * long as they do: whoever listens at the address next through the same transport takes it over, others find it in use.
 *
 * <p>Against those who cannot see the packets, connections are safe as far as nobody can foresee the environment's
 * randomness; against those who see them, or change them on the way, they are not: nothing is encrypted or signed.
 */
public final class ReliableTransport implements Transport {

    private final DatagramNetwork network;
    private final EnumCounts<DatagramCount> counts = new EnumCounts<>(DatagramCount.class);

    /** Addresses where nobody listens any more, and connections go on. */
    private final ConcurrentMap<URI, Listening> unattended = new ConcurrentHashMap<>();

    /**
     * Creates a transport.
     *
     * @param network what carries its packets
     */
    public ReliableTransport(DatagramNetwork network) {
        this.network = Objects.requireNonNull(network, "network");
    }

    /** What was counted, in all connections of this transport: without the zeros, read one after another. */
    public Map<DatagramCount, Long> counts() {
        return counts.sums();
    }

    @Override
    public boolean accepts(String scheme) {
        return network.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(acceptor, "acceptor");
        Listening before = unattended.get(address);
        if (before == null) {
            return bind(address, environment, limits, acceptor);
        }
        return before.handOver(environment, limits, acceptor)
                .thenCompose(next -> next != null
                        ? CompletableFuture.completedStage(next)
                        : bind(address, environment, limits, acceptor));
    }

    private CompletionStage<Listener> bind(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Port port = new Port(environment, network.codec(), counts);
        return network.bind(address, environment, port).thenApply(socket -> {
            Listening listening = new Listening(port, socket, limits, acceptor, unattended);
            socket.executor().execute(() -> port.attach(socket, listening));
            return listening;
        });
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(acceptor, "acceptor");
        Port port = new Port(environment, network.codec(), counts);
        CompletableFuture<Connection> result = new CompletableFuture<>();
        network.reach(address, environment, port).whenComplete((way, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
                return;
            }
            PacketSocket socket = way.socket();
            socket.executor().execute(() -> {
                port.attach(socket, null);
                Dialing dialing = new Dialing(port, way.peer(), address, limits, acceptor, result);
                port.makeBy(dialing);
                port.whenForgotten(socket::close);
                dialing.attempt();
            });
        });
        return result;
    }
}
