package dev.dunlin.transport.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The threads that serve sockets, and the kind of sockets that they serve. One of each kind per process, for all
 * transports: a thread is started when its first socket comes, is a daemon, and sleeps while nothing happens.
 *
 * @param group the threads
 * @param servers the kind of socket that listens
 * @param sockets the kind of socket that is connected
 */
record EventLoops(
        EventLoopGroup group, Class<? extends ServerSocketChannel> servers, Class<? extends SocketChannel> sockets) {

    private static final String FORCE_NIO = "dunlin.netty.nio";

    private static final class Nio {
        static final EventLoops INSTANCE = new EventLoops(
                group("dunlin-nio", NioIoHandler.newFactory()), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    private static final class Native {
        static final EventLoops INSTANCE = new EventLoops(
                group("dunlin-epoll", EpollIoHandler.newFactory()),
                EpollServerSocketChannel.class,
                EpollSocketChannel.class);
    }

    private static final class Preferred {
        static final EventLoops INSTANCE = Boolean.getBoolean(FORCE_NIO) || !Epoll.isAvailable() ? nio() : epoll();
    }

    /** Those of the best kind that there is here; decided once. */
    static EventLoops preferred() {
        return Preferred.INSTANCE;
    }

    static EventLoops nio() {
        return Nio.INSTANCE;
    }

    /** Only where epoll is to be had. */
    static EventLoops epoll() {
        return Native.INSTANCE;
    }

    private static EventLoopGroup group(String name, IoHandlerFactory handlers) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new MultiThreadIoEventLoopGroup(cores, new DefaultThreadFactory(name, true), handlers);
    }
}
