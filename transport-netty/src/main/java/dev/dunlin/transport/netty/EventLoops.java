package dev.dunlin.transport.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve sockets, and the kind of sockets that they serve. One of each kind per process, for all
 * transports: a thread is started when its first socket comes, is a daemon, and sleeps while nothing happens.
 *
 * @param waits makes what a thread waits with
 * @param group the threads, one for each core
 * @param one the thread that serves all sockets of those who want but one
 * @param shares lets several sockets listen at one address, or null if the system does not have that
 * @param tcp sockets of hosts and ports
 * @param unix sockets of paths
 * @param datagrams sockets of hosts and ports that carry datagrams
 * @param paths makes the address of a path that the latter understand
 */
record EventLoops(
        IoHandlerFactory waits,
        EventLoopGroup group,
        EventLoopGroup one,
        @Nullable ChannelOption<Boolean> shares,
        Kind tcp,
        Kind unix,
        Class<? extends DatagramChannel> datagrams,
        Function<String, SocketAddress> paths) {

    /**
     * A kind of sockets.
     *
     * @param servers those that listen
     * @param sockets those that are connected
     */
    record Kind(Class<? extends ServerChannel> servers, Class<? extends DuplexChannel> sockets) {}

    private static final String FORCE_NIO = "dunlin.netty.nio";
    private static final String ASK_FOR_URING = "dunlin.netty.io_uring";

    private static final class Nio {
        static final EventLoops INSTANCE = of(
                "dunlin-nio",
                NioIoHandler.newFactory(),
                nioShares(),
                new Kind(NioServerSocketChannel.class, NioSocketChannel.class),
                new Kind(NioServerDomainSocketChannel.class, NioDomainSocketChannel.class),
                NioDatagramChannel.class,
                UnixDomainSocketAddress::of);
    }

    private static final class Native {
        static final EventLoops INSTANCE = of(
                "dunlin-epoll",
                EpollIoHandler.newFactory(),
                UnixChannelOption.SO_REUSEPORT,
                new Kind(EpollServerSocketChannel.class, EpollSocketChannel.class),
                new Kind(EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class),
                EpollDatagramChannel.class,
                DomainSocketAddress::new);
    }

    private static final class UringLoops {
        static final EventLoops INSTANCE = of(
                "dunlin-io_uring",
                IoUringIoHandler.newFactory(),
                UnixChannelOption.SO_REUSEPORT,
                new Kind(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
                new Kind(IoUringServerDomainSocketChannel.class, IoUringDomainSocketChannel.class),
                IoUringDatagramChannel.class,
                DomainSocketAddress::new);
    }

    private static final class Preferred {
        static final EventLoops INSTANCE = Boolean.getBoolean(FORCE_NIO) || !Epoll.isAvailable() ? nio() : epoll();
    }

    /**
     * Those of the best kind that there is here, unless the process was told to use another; decided once.
     *
     * @throws IllegalArgumentException if it was told to use io_uring, which is not to be had
     */
    static EventLoops preferred() {
        return Boolean.getBoolean(ASK_FOR_URING) ? uring(ASK_FOR_URING + "=true") : Preferred.INSTANCE;
    }

    static EventLoops nio() {
        return Nio.INSTANCE;
    }

    /** Only where epoll is to be had. */
    static EventLoops epoll() {
        return Native.INSTANCE;
    }

    /**
     * Those that wait with io_uring.
     *
     * @param asked by what they are asked for
     * @throws IllegalArgumentException if it is not to be had
     */
    static EventLoops uring(String asked) {
        String missing = Uring.MISSING;
        if (missing != null) {
            throw new IllegalArgumentException(asked + ": io_uring is not to be had here: " + missing);
        }
        return UringLoops.INSTANCE;
    }

    /** Why io_uring is not to be had, and the mend; null if it is. */
    static @Nullable String whyNoUring() {
        return Uring.MISSING;
    }

    private static @Nullable ChannelOption<Boolean> nioShares() {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            return probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)
                    ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static EventLoops of(
            String name,
            IoHandlerFactory waits,
            @Nullable ChannelOption<Boolean> shares,
            Kind tcp,
            Kind unix,
            Class<? extends DatagramChannel> datagrams,
            Function<String, SocketAddress> paths) {
        EventLoopGroup group = group(name, Runtime.getRuntime().availableProcessors(), waits);
        return new EventLoops(waits, group, group("dunlin-one", 1, waits), shares, tcp, unix, datagrams, paths);
    }

    /** More threads, for as long as their owner wants them. */
    EventLoopGroup pool(int threads) {
        return group("dunlin-pool", threads, waits);
    }

    private static EventLoopGroup group(String name, int threads, IoHandlerFactory waits) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), waits);
    }
}
