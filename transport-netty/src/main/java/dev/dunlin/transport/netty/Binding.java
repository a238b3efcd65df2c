package dev.dunlin.transport.netty;

import dev.dunlin.transport.Listener;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes an address to listen on. */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Binding {

    private final Endpoint endpoint;
    private final CompletableFuture<Listener> result = new CompletableFuture<>();

    Binding(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    CompletionStage<Listener> bind() {
        WireAddress address = endpoint.address();
        address.makeWay(endpoint.environment())
                .thenCompose(done -> endpoint.resolve())
                .whenComplete((places, failure) -> {
                    if (failure == null) {
                        bind(places.get(0));
                    } else {
                        fail(failure);
                    }
                });
        return result;
    }

    private void bind(SocketAddress place) {
        ServerBootstrap bootstrap = new ServerBootstrap();
        endpoint.address().prepare(bootstrap);
        bootstrap
                .group(endpoint.loops().group())
                .channel(endpoint.address().kind(endpoint.loops()).servers())
                .childHandler(new ConnectionInitializer(endpoint, CompletableFuture::new))
                .bind(place)
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        result.complete(new Bound(
                                bound.channel(),
                                endpoint.address().taken(bound.channel().localAddress())));
                    } else {
                        fail(bound.cause());
                    }
                });
    }

    private void fail(Throwable failure) {
        result.completeExceptionally(SocketFault.listening(endpoint.address(), failure));
    }

    /** A socket that listens. */
    private static final class Bound implements Listener {

        private final Channel channel;
        private final URI address;

        Bound(Channel channel, URI address) {
            this.channel = channel;
            this.address = address;
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
