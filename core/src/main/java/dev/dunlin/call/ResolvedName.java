package dev.dunlin.call;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The addresses that a host's name stands for, as many as it has now. Blocks while it asks. */
final class ResolvedName implements Supplier<List<URI>> {

    private final URI address;

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it names no host
     */
    ResolvedName(URI address) {
        if (address.getHost() == null) {
            throw new IllegalArgumentException(address + ": must name a host, as in tcp://replicas.example:7400");
        }
        this.address = address;
    }

    @Override
    public List<URI> get() {
        try {
            return Arrays.stream(InetAddress.getAllByName(address.getHost()))
                    .map(this::at)
                    .sorted()
                    .distinct()
                    .toList();
        } catch (UnknownHostException e) {
            throw new DunlinException(Reason.UNREACHABLE, address + ": the name does not resolve", e);
        }
    }

    private URI at(InetAddress host) {
        try {
            return new URI(
                    address.getScheme(),
                    address.getUserInfo(),
                    host.getHostAddress(),
                    address.getPort(),
                    address.getPath(),
                    address.getQuery(),
                    null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(address + ": " + e.getMessage(), e);
        }
    }
}
