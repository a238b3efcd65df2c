package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.time.Duration;

/**
 * A relay in bare Netty, with a log or without, until its input ends. It is no peer but a limit: it has no topics, no
 * acknowledgements, no policies. All its connections are served by one event loop.
 *
 * <p>Arguments: port, how many milliseconds its log keeps messages, 0 for no log, and nio or epoll.
 */
final class RelayProcess {

    private static final int LOW_WATER_BYTES = 256 << 10;
    private static final int HIGH_WATER_BYTES = 1 << 20;

    private RelayProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Child.endOnFailure();
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments[1]));
        RelayLog log = ttl.isZero()
                ? null
                : new RelayLog(ttl.toNanos(), Runtime.getRuntime().maxMemory() / 4 * 3);
        RelayHub hub = new RelayHub(log);
        boolean epoll = arguments[2].equals("epoll");
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RelayWire.batches())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new RelayAdapter(hub));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync()
                .channel();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        listener.close().sync();
        if (log != null) {
            loop.submit(() -> System.err.println("frames " + log.appended() + ", kept from " + log.oldest()))
                    .sync();
        }
        Runtime.getRuntime().halt(0);
    }
}
