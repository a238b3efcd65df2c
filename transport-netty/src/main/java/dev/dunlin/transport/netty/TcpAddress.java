package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port.
 *
 * @param host a name, or an address as text; one of IPv6 in brackets
 * @param port 0 to 65,535
 * @param options what is asked for besides; where it is shared, the system shares connections out to the listeners
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7), SO_REUSEPORT</a>
 */
record TcpAddress(String host, int port, AddressOptions options) implements WireAddress {

    private static final int IPV6_BYTES = 16;

    static final String SCHEME = "tcp";

    private static final int MAX_PORT = 65_535;

    TcpAddress(String host, int port) {
        this(host, port, AddressOptions.NONE);
    }

    /**
     * Understands an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TcpAddress parse(URI address) {
        Objects.requireNonNull(address, "address");
        String authority = address.getRawAuthority();
        if (!SCHEME.equalsIgnoreCase(address.getScheme()) || authority == null) {
            throw malformed(address, "is not of the form tcp://host:port");
        }
        AddressOptions options = AddressOptions.parse(address.getRawQuery());
        if (!isEmpty(address.getRawPath()) || options == null || address.getRawFragment() != null) {
            throw malformed(
                    address,
                    "has something after its port that is not ?" + AddressOptions.SHARED + ", ?" + AddressOptions.URING
                            + " or ?" + AddressOptions.FROM + "192.0.2.7, or several with & between");
        }
        // Not getHost(): to it a name with an underscore, as container networks have them, is none.
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || colon < authority.lastIndexOf(']')) {
            throw malformed(address, "has no port, as in tcp://" + authority + ":7400");
        }
        String host = authority.substring(0, colon);
        if (host.isEmpty() || host.indexOf('@') >= 0 || isUnbracketed(host)) {
            throw malformed(address, "has no host, as in tcp://127.0.0.1:7400 or tcp://[::1]:7400");
        }
        return new TcpAddress(host, port(address, authority.substring(colon + 1)), options);
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static boolean isUnbracketed(String host) {
        return host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]"));
    }

    private static int port(URI address, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw malformed(address, "\"" + text + "\" is no port");
        }
        throw malformed(address, "port " + text + " is not from 0 to " + MAX_PORT);
    }

    private static IllegalArgumentException malformed(URI address, String why) {
        return new IllegalArgumentException("address=\"" + address + "\": " + why);
    }

    @Override
    public TcpAddress requireConnectable() {
        if (port == 0) {
            throw new IllegalArgumentException(
                    "address=\"" + this + "\": port 0 is for listening, name one to connect to");
        }
        if (options.shared()) {
            throw new IllegalArgumentException("address=\"" + this + "?" + AddressOptions.SHARED + "\": "
                    + AddressOptions.SHARED + " is for listening, leave it out");
        }
        return this;
    }

    /** The same with another port, for one who connects to it. */
    TcpAddress withPort(int other) {
        return new TcpAddress(host, other);
    }

    URI uri() {
        return URI.create(toString());
    }

    @Override
    public EventLoops.Kind kind(EventLoops loops) {
        return loops.tcp();
    }

    /** Fails with an {@link UnknownHostException} if the name does not resolve. */
    @Override
    public CompletableFuture<List<SocketAddress>> resolve(
            Environment environment, Resolver resolver, EventLoops loops) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
            return CompletableFuture.completedFuture(List.of(new InetSocketAddress(literal, port)));
        }
        return CompletableFuture.supplyAsync(() -> lookUp(resolver), environment.executor());
    }

    private List<SocketAddress> lookUp(Resolver resolver) {
        try {
            return resolver.lookUp(host).stream()
                    .distinct()
                    .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public CompletableFuture<Void> makeWay(Environment environment) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public URI taken(@Nullable SocketAddress local) {
        return local instanceof InetSocketAddress socket
                ? withPort(socket.getPort()).uri()
                : uri();
    }

    @Override
    public @Nullable SocketAddress local() {
        return options.from() == null ? null : new InetSocketAddress(options.from(), 0);
    }

    @Override
    public void prepare(Bootstrap listener, EventLoops loops) {
        if (options.from() != null) {
            throw new UnsupportedOperationException(
                    AddressOptions.FROM + " is for connecting; leave it out, and listen at that address");
        }
        listener.option(ChannelOption.SO_REUSEADDR, true);
        if (options.shared()) {
            listener.option(shares(loops), true);
        }
    }

    private ChannelOption<Boolean> shares(EventLoops loops) {
        ChannelOption<Boolean> option = loops.shares();
        if (option == null) {
            throw new UnsupportedOperationException(
                    "the system does not share an address among listeners; leave " + AddressOptions.SHARED + " out");
        }
        return option;
    }

    @Override
    public void prepare(DuplexChannel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }

    @Override
    public String peer(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress socket ? NetUtil.toSocketAddressString(socket) : toString();
    }

    @Override
    public String origin(@Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return "";
        }
        byte[] bytes = socket.getAddress().getAddress();
        if (bytes.length == IPV6_BYTES) {
            Arrays.fill(bytes, IPV6_BYTES / 2, IPV6_BYTES, (byte) 0);
            return NetUtil.bytesToIpAddress(bytes) + "/64";
        }
        return NetUtil.bytesToIpAddress(bytes);
    }

    @Override
    public @Nullable String whyNoListening(String said) {
        if (said.contains("in use")) {
            return "address already in use; choose another port, or 0 for any"
                    + (options.shared()
                            ? "; all who share one listen with " + AddressOptions.SHARED + ", and belong to one user"
                            : "");
        }
        if (said.contains("assign")) {
            return "not an address of this machine; choose one that is, or 0.0.0.0 for all";
        }
        if (said.contains("does not share")) {
            return said;
        }
        return said.contains("denied") ? "permission denied; choose a port from 1024 on" : null;
    }

    @Override
    public String toString() {
        return SCHEME + "://" + host + ":" + port;
    }
}
