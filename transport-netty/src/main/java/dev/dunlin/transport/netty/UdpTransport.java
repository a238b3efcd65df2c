package dev.dunlin.transport.netty;

import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Connections over UDP: addresses of the form {@code udp://host:port}, where the host is a name, of which the first address
 * is taken, or an IPv4 address, or an IPv6 address in brackets; port 0 listens on a port that the system chooses. Frames are
 * encoded as over {@code tcp:}, in datagrams of at most 1,200 bytes, and delivered as {@link ReliableTransport} does it,
 * whose bounds hold here. The system's event loops are those of {@link NettyTransport}; each listener has one of them for
 * all of its connections.
 *
 * <p>All instances of a process share their listeners' sockets and what is counted.
 */
public final class UdpTransport implements Transport {

    private static final class Shared {
        static final ReliableTransport INSTANCE = new ReliableTransport(new UdpNetwork(EventLoops::preferred));
    }

    private final ReliableTransport links;

    /** As {@link java.util.ServiceLoader} makes it. Costs nothing until it is used. */
    public UdpTransport() {
        this(Shared.INSTANCE);
    }

    UdpTransport(ReliableTransport links) {
        this.links = links;
    }

    /** What was counted, in all connections over UDP of this process: without the zeros, read one after another. */
    public Map<DatagramCount, Long> counts() {
        return links.counts();
    }

    @Override
    public boolean accepts(String scheme) {
        return links.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return links.listen(address, environment, limits, acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return links.connect(address, environment, limits, acceptor);
    }
}
