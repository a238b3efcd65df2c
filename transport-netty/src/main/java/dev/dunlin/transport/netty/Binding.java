package dev.dunlin.transport.netty;

import dev.dunlin.environment.Scheduler;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Takes an address to listen on. */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Binding {

    private final Endpoint endpoint;
    private final Crew crew;
    private final Gate gate;
    private final CompletableFuture<Listener> result = new CompletableFuture<>();

    Binding(Endpoint endpoint, Crew crew, ServerMode mode) {
        this.endpoint = endpoint;
        this.crew = crew;
        this.gate = new Gate(endpoint, crew, mode);
    }

    CompletionStage<Listener> bind() {
        endpoint.address()
                .makeWay(endpoint.environment())
                .thenCompose(done -> endpoint.resolve())
                .whenComplete((places, failure) -> {
                    if (failure != null) {
                        fail(failure);
                        return;
                    }
                    try {
                        bind(places.get(0));
                    } catch (RuntimeException e) {
                        fail(e);
                    }
                });
        return result;
    }

    private void bind(SocketAddress place) {
        Bootstrap bootstrap = new Bootstrap();
        endpoint.address().prepare(bootstrap, endpoint.loops());
        bootstrap
                .group(crew.accepting())
                .channel(endpoint.address().kind(endpoint.loops()).servers())
                .handler(new Arrivals(gate, endpoint.environment().scheduler()))
                .bind(place)
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        result.complete(new Bound(
                                bound.channel(),
                                endpoint.address().taken(bound.channel().localAddress()),
                                gate));
                    } else {
                        fail(bound.cause());
                    }
                });
    }

    private void fail(Throwable failure) {
        gate.close();
        result.completeExceptionally(SocketFault.listening(endpoint.address(), failure));
    }

    /** Hands new sockets to the gate. */
    private static final class Arrivals extends ChannelInboundHandlerAdapter {

        private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

        /** How long nobody is accepted after the system could not: mostly as no more files may be open. */
        private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final Gate gate;
        private final Scheduler scheduler;

        Arrivals(Gate gate, Scheduler scheduler) {
            this.gate = gate;
            this.scheduler = scheduler;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            gate.arrive((Channel) message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channel listening = context.channel();
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "event=accept-failed address=" + listening.localAddress() + " detail=\"" + cause + "\"");
            if (listening.config().isAutoRead()) {
                listening.config().setAutoRead(false);
                scheduler.schedule(REST_NANOS, () -> listening.config().setAutoRead(true));
            }
        }
    }

    /** A socket that listens. */
    private static final class Bound implements Listener {

        private final Channel channel;
        private final URI address;
        private final Gate gate;

        Bound(Channel channel, URI address, Gate gate) {
            this.channel = channel;
            this.address = address;
            this.gate = gate;
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public CompletionStage<Void> close() {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.close().addListener(done -> {
                gate.close();
                closed.complete(null);
            });
            return closed;
        }
    }
}
