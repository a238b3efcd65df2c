package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port where TLS is spoken.
 *
 * @param tcp where
 * @param files with which certificates
 */
record TlsAddress(TcpAddress tcp, TlsFiles files) implements WireAddress {

    static final String SCHEME = "tls";

    /**
     * Understands an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TlsAddress parse(URI address) {
        TlsFiles files = TlsFiles.parse(address);
        String authority = address.getRawAuthority();
        if (authority == null) {
            throw new IllegalArgumentException("address=\"" + address + "\": is not of the form tls://host:port");
        }
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        try {
            return new TlsAddress(TcpAddress.parse(URI.create(TcpAddress.SCHEME + "://" + authority + path)), files);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).replace(TcpAddress.SCHEME + "://", SCHEME + "://"), e);
        }
    }

    @Override
    public TlsAddress requireConnectable() {
        tcp.requireConnectable();
        return this;
    }

    @Override
    public AddressOptions options() {
        return AddressOptions.NONE;
    }

    @Override
    public EventLoops.Kind kind(EventLoops loops) {
        return tcp.kind(loops);
    }

    @Override
    public CompletableFuture<List<SocketAddress>> resolve(
            Environment environment, Resolver resolver, EventLoops loops) {
        return tcp.resolve(environment, resolver, loops);
    }

    @Override
    public CompletableFuture<Void> makeWay(Environment environment) {
        return tcp.makeWay(environment);
    }

    /** With the certificates, so that who is in the same place can connect to it as it is. */
    @Override
    public URI taken(@Nullable SocketAddress local) {
        String taken = tcp.taken(local).toString();
        return URI.create(SCHEME + taken.substring(TcpAddress.SCHEME.length()) + files.query());
    }

    /** Reads the certificates of one who listens, so that what is wrong with them is said now. */
    @Override
    public void prepare(Bootstrap listener, EventLoops loops) {
        files.server();
        tcp.prepare(listener, loops);
    }

    @Override
    public void prepare(DuplexChannel channel) {
        tcp.prepare(channel);
    }

    @Override
    public void secure(DuplexChannel channel, boolean connecting, boolean halves, Consumer<Throwable> notSecured) {
        TlsGate.guard(
                channel,
                connecting
                        ? files.client().newHandler(channel.alloc(), tcp.host(), tcp.port())
                        : files.server().newHandler(channel.alloc()),
                halves,
                notSecured);
    }

    @Override
    public String peer(@Nullable SocketAddress remote) {
        return tcp.peer(remote);
    }

    @Override
    public String origin(@Nullable SocketAddress remote) {
        return tcp.origin(remote);
    }

    @Override
    public @Nullable String whyNoListening(String said) {
        return said.startsWith("certificate") ? said : tcp.whyNoListening(said);
    }

    @Override
    public String toString() {
        return SCHEME + tcp.toString().substring(TcpAddress.SCHEME.length()) + files.query();
    }
}
