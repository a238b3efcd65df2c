package dev.dunlin.datagram;

import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A place on a datagram network. Packets may be lost, come twice, late, or out of order; one that was damaged is dropped,
 * never handed over.
 */
public interface PacketSocket {

    /** Where it can be reached: with the port that was chosen in the place of 0. */
    URI address();

    /**
     * Runs tasks where the {@link PacketReceiver} is called: one at a time, in order, each happening before the next, and
     * never within the call. Safe for use by any thread.
     */
    Executor executor();

    /** How many {@linkplain Packet#bytes() bytes} a packet may take; at least 512. */
    int maxPacketBytes();

    /**
     * Sends a packet, or drops it. Does not block. Called on the executor only.
     *
     * @param to where to: an address of this network's own kind, whose equality is that of places
     * @param packet what to send
     */
    void send(SocketAddress to, Packet packet);

    /** What was sent leaves now at the latest. Called on the executor only. */
    void flush();

    /** Which machine an address is on, as {@link dev.dunlin.transport.Connection#origin()} says. */
    default String origin(SocketAddress address) {
        return "";
    }

    /** Gives the place back; completes when it is free. Closing twice does nothing more. Safe for use by any thread. */
    CompletionStage<Void> close();
}
