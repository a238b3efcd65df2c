package dev.dunlin.datagram;

import java.net.SocketAddress;

/** Takes what comes to one {@link PacketSocket}. Called on the socket's {@link PacketSocket#executor()}; does not block or throw. */
public interface PacketReceiver {

    /**
     * A packet has come.
     *
     * @param from where it says that it comes from
     * @param packet what came
     */
    void onPacket(SocketAddress from, Packet packet);

    /** For now no more have come: the moment to answer several at once. Called after each packet, or after a few. */
    void onPause();

    /** Something came that is no packet, or is damaged, and was dropped. */
    void onDamaged();

    /**
     * The network says that what was sent did not arrive, or will not: nobody is there, or the socket is broken. A hint, for
     * those who wait for a connection.
     *
     * @param detail what it says
     */
    void onUndeliverable(String detail);
}
