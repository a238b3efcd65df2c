package dev.dunlin.benchmarks.calls;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit: bare Netty by hand. A frame is its length in four bytes, the number of its call in eight, and the body; calls
 * share a connection, and one event loop serves all of a process. With several replicas each is sent the request, and two
 * equal answers of three decide. No deadlines, no re-sending, no policies.
 */
final class NettyCalls implements CallWire {

    @Override
    public void serve(List<Integer> ports, int index, CallServer server) throws InterruptedException {
        new ServerBootstrap()
                .group(loop())
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new NettyRequests(server));
                    }
                })
                .bind("127.0.0.1", ports.get(index))
                .sync();
    }

    @Override
    public CallPeer connect(List<Integer> ports) throws InterruptedException {
        EventLoopGroup loop = loop();
        NettyQuorum quorum = new NettyQuorum(loop.next(), ports.size());
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            channels.add(new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new NettyAnswers(quorum, i))
                    .connect("127.0.0.1", ports.get(i))
                    .sync()
                    .channel());
        }
        quorum.connected(channels);
        return quorum::call;
    }

    private static EventLoopGroup loop() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }
}
