package dev.dunlin.transport.netty;

import io.netty.channel.epoll.Epoll;
import java.util.List;

/** Which kinds of sockets there are on this machine. */
final class EventLoopsHere {

    private EventLoopsHere() {}

    static List<EventLoops> all() {
        return Epoll.isAvailable() ? List.of(EventLoops.nio(), EventLoops.epoll()) : List.of(EventLoops.nio());
    }
}
