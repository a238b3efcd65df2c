package dev.dunlin.transport.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses that a host's name stands for. May block. */
@FunctionalInterface
interface Resolver {

    /** The system's: its files and its name servers, in its own order. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Looks a name up.
     *
     * @return at least one address, in the order in which they should be tried
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
