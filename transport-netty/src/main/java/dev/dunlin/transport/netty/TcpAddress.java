package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
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
 */
record TcpAddress(String host, int port) {

    static final String SCHEME = "tcp";

    private static final int MAX_PORT = 65_535;

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
        if (!isEmpty(address.getRawPath()) || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw malformed(address, "has something after its port");
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
        return new TcpAddress(host, port(address, authority.substring(colon + 1)));
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

    /**
     * The same, if one can connect to it.
     *
     * @throws IllegalArgumentException if the port is 0
     */
    TcpAddress requirePort() {
        if (port == 0) {
            throw new IllegalArgumentException(
                    "address=\"" + this + "\": port 0 is for listening, name one to connect to");
        }
        return this;
    }

    TcpAddress withPort(int other) {
        return new TcpAddress(host, other);
    }

    URI uri() {
        return URI.create(toString());
    }

    /**
     * Finds what the host stands for. A name is looked up where code may block.
     *
     * @return completes with at least one address, or with an {@link UnknownHostException}
     */
    CompletableFuture<List<InetAddress>> resolve(Environment environment) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
            return CompletableFuture.completedFuture(List.of(literal));
        }
        return CompletableFuture.supplyAsync(this::lookUp, environment.executor());
    }

    private List<InetAddress> lookUp() {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public String toString() {
        return SCHEME + "://" + host + ":" + port;
    }
}
