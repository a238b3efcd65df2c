package dev.dunlin.transport.netty;

import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.List;

/** Which kinds of sockets there are on this machine. */
final class EventLoopsHere {

    private EventLoopsHere() {}

    static boolean hasUring() {
        return EventLoops.whyNoUring() == null;
    }

    static List<EventLoops> all() {
        List<EventLoops> all = new ArrayList<>(List.of(EventLoops.nio()));
        if (Epoll.isAvailable()) {
            all.add(EventLoops.epoll());
        }
        if (hasUring()) {
            all.add(EventLoops.uring("a test"));
        }
        return all;
    }
}
