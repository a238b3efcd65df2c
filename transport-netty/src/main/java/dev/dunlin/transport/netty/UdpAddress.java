package dev.dunlin.transport.netty;

import java.net.URI;
import java.util.Objects;

/** A host and a port for datagrams: as those of {@code tcp:}, without options. */
final class UdpAddress {

    static final String SCHEME = "udp";

    private static final String PREFIX = SCHEME + ":";
    private static final String LIKE = TcpAddress.SCHEME + ":";

    private UdpAddress() {}

    /**
     * Understands an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TcpAddress parse(URI address) {
        Objects.requireNonNull(address, "address");
        if (!SCHEME.equalsIgnoreCase(address.getScheme()) || address.getRawQuery() != null) {
            throw new IllegalArgumentException("address=\"" + address + "\": is not of the form udp://host:port");
        }
        try {
            return TcpAddress.parse(URI.create(LIKE + address.getRawSchemeSpecificPart()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Objects.toString(e.getMessage()).replace(LIKE, PREFIX), e);
        }
    }

    /**
     * Understands an address that one can connect to.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TcpAddress parseConnectable(URI address) {
        TcpAddress parsed = parse(address);
        if (parsed.port() == 0) {
            throw new IllegalArgumentException(
                    "address=\"" + address + "\": port 0 is for listening, name one to connect to");
        }
        return parsed;
    }

    /** The address with the port that was taken. */
    static URI taken(TcpAddress asked, int port) {
        return URI.create(PREFIX + "//" + asked.host() + ":" + port);
    }
}
