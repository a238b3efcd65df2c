package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * How an address that is about to leave this host is spoken to from this host. By itself the system connects to an address of
 * its own from that same address, and the connection would lose both its ends.
 */
final class OwnAddresses {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private OwnAddresses() {}

    /**
     * The same address, to be connected to from another one of the interface that has it, if it is one of this host's.
     *
     * @throws DunlinException ADDRESS_UNAVAILABLE if the interface has no other
     */
    static URI otherwise(URI broker) {
        String host = broker.getHost();
        if (!"tcp".equalsIgnoreCase(broker.getScheme())
                || broker.getRawQuery() != null
                || host == null
                || !IPV4.matcher(host).matches()) {
            return broker;
        }
        try {
            InetAddress there = InetAddress.getByName(host);
            NetworkInterface device = NetworkInterface.getByInetAddress(there);
            if (there.isLoopbackAddress() || device == null) {
                return broker;
            }
            return device.inetAddresses()
                    .filter(other -> other instanceof Inet4Address && !other.equals(there))
                    .findFirst()
                    .map(other -> URI.create(broker + "?from=" + other.getHostAddress()))
                    .orElseThrow(() -> new DunlinException(
                            Reason.ADDRESS_UNAVAILABLE,
                            host + " is the only address that " + device.getName()
                                    + " has, so that a connection from here would go with it; give it another, or name one of"
                                    + " another interface with ?from=ADDRESS"));
        } catch (SocketException | UnknownHostException e) {
            return broker; // connecting says what is wrong with it
        }
    }
}
