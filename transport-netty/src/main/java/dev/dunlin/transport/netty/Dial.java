package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Scheduler.Timer;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Makes one connection: tries what a name stands for, one address after the other, for a limited time. */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Dial {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Endpoint endpoint;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final CompletableFuture<Connection> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> gaveUp = new CompletableFuture<>();

    Dial(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    CompletionStage<Connection> dial() {
        Timer deadline = endpoint.environment().scheduler().schedule(PATIENCE_NANOS, this::giveUp);
        result.whenComplete((connection, failure) -> {
            deadline.cancel();
            if (failure == null) {
                answer.complete(connection);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        endpoint.address().resolve(endpoint.environment(), endpoint.loops()).whenComplete((places, failure) -> {
            if (failure == null) {
                tryNext(places.iterator());
            } else {
                fail(failure);
            }
        });
        return answer;
    }

    private void tryNext(Iterator<SocketAddress> places) {
        if (result.isDone()) {
            return;
        }
        ChannelFuture attempt = new Bootstrap()
                .group(endpoint.loops().group())
                .channel(endpoint.address().kind(endpoint.loops()).sockets())
                .disableResolver()
                // The environment's timers bound the time, not Netty's.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ConnectionInitializer(endpoint, () -> result))
                .connect(places.next());
        gaveUp.whenComplete((nothing, failure) -> attempt.channel().close());
        attempt.addListener(done -> {
            if (!done.isSuccess() && places.hasNext()) {
                tryNext(places);
            } else if (!done.isSuccess()) {
                fail(done.cause());
            }
        });
    }

    private void giveUp() {
        String message =
                endpoint.address() + ": no answer within " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s";
        if (result.completeExceptionally(new DunlinException(Reason.UNREACHABLE, message))) {
            gaveUp.complete(null);
        }
    }

    private void fail(Throwable failure) {
        result.completeExceptionally(SocketFault.connecting(endpoint.address(), failure));
    }
}
