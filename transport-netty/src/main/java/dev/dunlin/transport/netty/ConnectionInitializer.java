package dev.dunlin.transport.netty;

import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Makes a connection of a new socket. */
final class ConnectionInitializer extends ChannelInitializer<DuplexChannel> {

    /**
     * How much is read at once. Always as much: an allocator that adapts shrinks while traffic is light, and then reads a
     * burst in many small pieces. A buffer is taken from the pool only when there is something to read.
     */
    private static final int READ_BYTES = 64 << 10;

    private final Endpoint endpoint;
    private final Function<EventLoop, Turn> turns;
    private final Function<NettyConnection, Dialect> speech;
    private final CompletableFuture<Dialect> opened;
    private final boolean connecting;

    /**
     * Creates an initializer for sockets that were accepted.
     *
     * @param turns gives the place where what comes is taken
     * @param speech gives what is spoken
     * @param opened completed when the dialect was told of the connection, or has thrown
     */
    ConnectionInitializer(
            Endpoint endpoint,
            Function<EventLoop, Turn> turns,
            Function<NettyConnection, Dialect> speech,
            CompletableFuture<Dialect> opened) {
        this(endpoint, turns, speech, opened, false);
    }

    private ConnectionInitializer(
            Endpoint endpoint,
            Function<EventLoop, Turn> turns,
            Function<NettyConnection, Dialect> speech,
            CompletableFuture<Dialect> opened,
            boolean connecting) {
        this.connecting = connecting;
        this.endpoint = endpoint;
        this.turns = turns;
        this.speech = speech;
        this.opened = opened;
    }

    /** For a socket that connects: all is done on its event loop. */
    static ConnectionInitializer connecting(Endpoint endpoint, CompletableFuture<Dialect> opened) {
        return new ConnectionInitializer(endpoint, Turn.OnLoop::new, endpoint.speech()::serve, opened, true);
    }

    @Override
    protected void initChannel(DuplexChannel channel) {
        endpoint.address().prepare(channel);
        channel.config()
                .setAllocator(PooledByteBufAllocator.DEFAULT)
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
        channel.config()
                // With TLS the end of the peer's half is told of by TLS, and looked at there.
                .setOption(ChannelOption.ALLOW_HALF_CLOSURE, endpoint.speech().isOwn());
        endpoint.address()
                .secure(
                        channel,
                        connecting,
                        endpoint.speech().isOwn(),
                        why -> opened.completeExceptionally(SocketFault.connecting(endpoint.address(), why)));
        Turn turn = turns.apply(channel.eventLoop());
        channel.pipeline().addLast(new NettyConnection(channel, endpoint, turn, speech, opened).adapter());
    }
}
