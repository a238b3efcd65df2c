package dev.dunlin.transport.netty;

import dev.dunlin.transport.Listener;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes an address to listen on. */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Binding {

    private final Endpoint endpoint;
    private final TcpAddress address;
    private final CompletableFuture<Listener> result = new CompletableFuture<>();

    Binding(Endpoint endpoint, TcpAddress address) {
        this.endpoint = endpoint;
        this.address = address;
    }

    CompletionStage<Listener> bind() {
        address.resolve(endpoint.environment()).whenComplete((hosts, failure) -> {
            if (failure == null) {
                bind(hosts.get(0));
            } else {
                fail(failure);
            }
        });
        return result;
    }

    private void bind(InetAddress host) {
        new ServerBootstrap()
                .group(endpoint.loops().group())
                .channel(endpoint.loops().servers())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ConnectionInitializer(endpoint, CompletableFuture::new))
                .bind(new InetSocketAddress(host, address.port()))
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        result.complete(new Bound(bound.channel(), address));
                    } else {
                        fail(bound.cause());
                    }
                });
    }

    private void fail(Throwable failure) {
        result.completeExceptionally(SocketFault.listening(address, failure));
    }

    /** A socket that listens. */
    private static final class Bound implements Listener {

        private final Channel channel;
        private final URI address;

        Bound(Channel channel, TcpAddress asked) {
            this.channel = channel;
            this.address = asked.withPort(((InetSocketAddress) channel.localAddress()).getPort())
                    .uri();
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public CompletionStage<Void> close() {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.close().addListener(done -> closed.complete(null));
            return closed;
        }
    }
}
