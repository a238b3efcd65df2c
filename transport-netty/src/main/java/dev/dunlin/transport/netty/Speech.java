package dev.dunlin.transport.netty;

import dev.dunlin.transport.Closed;

/** What is spoken at an address: gives each connection its {@link Dialect}. Safe for use by any thread. */
interface Speech {

    /** For a connection that is served. */
    Dialect serve(NettyConnection connection);

    /** For a connection that is told why it is not served, and closed. */
    Dialect refuse(NettyConnection connection, Closed why);

    /**
     * Whether it is somebody's own protocol: then whoever takes what comes may block, where the server's mode lets it, and
     * a peer that has ended its half of the stream is still answered.
     */
    boolean isOwn();
}
