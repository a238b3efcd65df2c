package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.datagram.DatagramNetwork;
import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import dev.dunlin.environment.Environment;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** UDP: datagrams as the system carries them. */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class UdpNetwork implements DatagramNetwork {

    /** What a datagram that comes may hold. Those of this library hold less. */
    private static final int RECEIVE_BYTES = 2048;

    /** How many are taken from the system at once, where it has that. */
    private static final int RECEIVE_AT_ONCE = 32;

    /** What the system is asked to hold; it may hold less. */
    private static final int SYSTEM_BYTES = 4 << 20;

    private final FrameCodec codec = new WireFrames();
    private final Supplier<EventLoops> loops;

    UdpNetwork(Supplier<EventLoops> loops) {
        this.loops = loops;
    }

    @Override
    public boolean accepts(String scheme) {
        return UdpAddress.SCHEME.equalsIgnoreCase(scheme);
    }

    @Override
    public FrameCodec codec() {
        return codec;
    }

    @Override
    public CompletionStage<PacketSocket> bind(URI address, Environment environment, PacketReceiver receiver) {
        TcpAddress at = UdpAddress.parse(address);
        CompletableFuture<PacketSocket> result = new CompletableFuture<>();
        resolve(at, environment).whenComplete((place, failure) -> {
            if (failure != null) {
                result.completeExceptionally(listening(address, at, failure));
                return;
            }
            UdpSocket socket = new UdpSocket(receiver, false);
            bootstrap(socket).bind(place).addListener((ChannelFuture bound) -> {
                if (bound.isSuccess()) {
                    InetSocketAddress local =
                            (InetSocketAddress) bound.channel().localAddress();
                    socket.open(bound.channel(), UdpAddress.taken(at, local.getPort()));
                    result.complete(socket);
                } else {
                    result.completeExceptionally(listening(address, at, bound.cause()));
                }
            });
        });
        return result;
    }

    @Override
    public CompletionStage<Way> reach(URI address, Environment environment, PacketReceiver receiver) {
        TcpAddress to = UdpAddress.parseConnectable(address);
        CompletableFuture<Way> result = new CompletableFuture<>();
        resolve(to, environment).whenComplete((place, failure) -> {
            if (failure != null) {
                result.completeExceptionally(connecting(address, failure));
                return;
            }
            UdpSocket socket = new UdpSocket(receiver, true);
            bootstrap(socket).connect(place).addListener((ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    socket.open(connected.channel(), address);
                    result.complete(new Way(socket, place));
                } else {
                    result.completeExceptionally(connecting(address, connected.cause()));
                }
            });
        });
        return result;
    }

    private CompletableFuture<SocketAddress> resolve(TcpAddress address, Environment environment) {
        return address.resolve(environment, Resolver.SYSTEM, loops.get()).thenApply(places -> places.get(0));
    }

    private Bootstrap bootstrap(UdpSocket socket) {
        EventLoops with = loops.get();
        Bootstrap bootstrap = new Bootstrap()
                .group(with.group())
                .channel(with.datagrams())
                .option(ChannelOption.SO_RCVBUF, SYSTEM_BYTES)
                .option(ChannelOption.SO_SNDBUF, SYSTEM_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .handler(socket.handler());
        if (with.datagrams().equals(EpollDatagramChannel.class)) {
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, RECEIVE_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(RECEIVE_BYTES * RECEIVE_AT_ONCE));
        }
        return bootstrap;
    }

    private static DunlinException listening(URI address, TcpAddress at, Throwable failure) {
        DunlinException like = SocketFault.listening(at, failure);
        return new DunlinException(Reason.ADDRESS_UNAVAILABLE, named(like, at, address), like.getCause());
    }

    private static DunlinException connecting(URI address, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause instanceof UnknownHostException
                ? "the name does not resolve; check its spelling"
                : "cannot be reached: " + SocketFault.words(cause);
        return new DunlinException(Reason.UNREACHABLE, address + ": " + why, cause);
    }

    private static String named(DunlinException like, TcpAddress at, URI address) {
        return String.valueOf(like.getMessage()).replace(at.toString(), address.toString());
    }
}
