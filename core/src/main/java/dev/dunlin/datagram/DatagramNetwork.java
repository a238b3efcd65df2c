package dev.dunlin.datagram;

import dev.dunlin.environment.Environment;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Carries packets, and promises nothing: the seam that the author of a datagram network implements. {@link
 * ReliableTransport} makes connections of it. Safe for use by any thread.
 */
public interface DatagramNetwork {

    /** Whether addresses of this scheme are this network's. */
    boolean accepts(String scheme);

    /** What packets carry. */
    FrameCodec codec();

    /**
     * Takes a place.
     *
     * @param address which
     * @param environment time, threads and chance
     * @param receiver takes what comes; not called before the stage is complete, what came until then is dropped
     * @return completes with the socket, or with a {@link dev.dunlin.DunlinException} ADDRESS_UNAVAILABLE
     * @throws IllegalArgumentException if the address is malformed
     */
    CompletionStage<PacketSocket> bind(URI address, Environment environment, PacketReceiver receiver);

    /**
     * Takes any place from which another can be reached. Says nothing of whether anybody is there.
     *
     * @param address the other
     * @param environment time, threads and chance
     * @param receiver takes what comes, from wherever
     * @return completes with the way there, or with a {@link dev.dunlin.DunlinException} UNREACHABLE
     * @throws IllegalArgumentException if the address is malformed, or nobody can be there
     */
    CompletionStage<Way> reach(URI address, Environment environment, PacketReceiver receiver);

    /**
     * A way to a place.
     *
     * @param socket where it begins
     * @param peer where it ends
     */
    record Way(PacketSocket socket, SocketAddress peer) {

        /** Checks that both are given. */
        public Way {
            Objects.requireNonNull(socket, "socket");
            Objects.requireNonNull(peer, "peer");
        }
    }
}
