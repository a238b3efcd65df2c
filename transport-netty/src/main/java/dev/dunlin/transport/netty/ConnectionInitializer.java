package dev.dunlin.transport.netty;

import dev.dunlin.transport.Connection;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Makes a connection of each new socket. */
final class ConnectionInitializer extends ChannelInitializer<DuplexChannel> {

    /**
     * How much is read at once. Always as much: an allocator that adapts shrinks while traffic is light, and then reads a
     * burst in many small pieces. A buffer is taken from the pool only when there is something to read.
     */
    private static final int READ_BYTES = 64 << 10;

    private final Endpoint endpoint;
    private final Supplier<CompletableFuture<Connection>> opened;

    /**
     * Creates an initializer.
     *
     * @param opened gives what is completed when the acceptor was told of a connection, or has thrown
     */
    ConnectionInitializer(Endpoint endpoint, Supplier<CompletableFuture<Connection>> opened) {
        this.endpoint = endpoint;
        this.opened = opened;
    }

    @Override
    protected void initChannel(DuplexChannel channel) {
        endpoint.address().prepare(channel);
        channel.config()
                .setAllocator(PooledByteBufAllocator.DEFAULT)
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
        channel.pipeline().addLast(new NettyConnection(channel, endpoint, opened.get()).adapter());
    }
}
