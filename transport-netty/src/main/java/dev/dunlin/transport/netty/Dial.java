package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Scheduler.Timer;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Makes one connection: tries what a name stands for, one address after the other, for a limited time. Of that time each
 * address has an equal share, so that one that does not answer does not keep the others from being tried.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Dial {

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Endpoint endpoint;

    /** One for all connections of a company, so that what is sent over all of them leaves together. */
    private final EventLoop loop;

    private final CompletableFuture<Dialect> result = new CompletableFuture<>();
    private final CompletableFuture<Void> gaveUp = new CompletableFuture<>();

    /** Added to by one attempt after the other, read by a timer too. */
    private final List<Attempt> met = new CopyOnWriteArrayList<>();

    /**
     * An address that was tried in vain.
     *
     * @param place the address
     * @param failure what it met
     */
    record Attempt(SocketAddress place, Throwable failure) {}

    Dial(Endpoint endpoint, Company company) {
        this.endpoint = endpoint;
        this.loop =
                company.place(endpoint.loops(), () -> endpoint.loops().group().next());
    }

    /**
     * Connects.
     *
     * @param end what the endpoint's speech gives
     * @return completes when the acceptor was told, or with what is wrong
     */
    <T> CompletionStage<T> dial(Class<T> end) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Timer deadline = endpoint.environment().scheduler().schedule(PATIENCE_NANOS, this::giveUp);
        result.whenComplete((connection, failure) -> {
            deadline.cancel();
            if (failure == null) {
                answer.complete(end.cast(connection));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        endpoint.resolve().whenComplete((places, failure) -> {
            if (failure == null) {
                tryNext(places.iterator(), PATIENCE_NANOS / places.size());
            } else {
                result.completeExceptionally(SocketFault.connecting(endpoint.address(), failure));
            }
        });
        return answer;
    }

    private void tryNext(Iterator<SocketAddress> places, long shareNanos) {
        if (result.isDone()) {
            return;
        }
        SocketAddress place = places.next();
        ChannelFuture attempt = bootstrap()
                .group(loop)
                .channel(endpoint.address().kind(endpoint.loops()).sockets())
                .disableResolver()
                // The environment's timers bound the time, not Netty's.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(ConnectionInitializer.connecting(endpoint, result))
                .connect(place);
        gaveUp.whenComplete((nothing, failure) -> attempt.channel().close());
        CompletableFuture<Void> overdue = new CompletableFuture<>();
        Timer share = places.hasNext() ? share(attempt.channel(), shareNanos, overdue) : () -> {};
        attempt.addListener(done -> {
            share.cancel();
            if (done.isSuccess()) {
                return;
            }
            failed(place, overdue.isDone() ? new ConnectException(noAnswer(shareNanos)) : done.cause());
            if (places.hasNext()) {
                tryNext(places, shareNanos);
            } else {
                result.completeExceptionally(SocketFault.connecting(endpoint.address(), met));
            }
        });
    }

    private Bootstrap bootstrap() {
        SocketAddress local = endpoint.address().local();
        return local == null ? new Bootstrap() : new Bootstrap().localAddress(local);
    }

    private Timer share(Channel channel, long nanos, CompletableFuture<Void> overdue) {
        return endpoint.environment()
                .scheduler()
                .schedule(
                        nanos,
                        () -> channel.eventLoop().execute(() -> {
                            if (!channel.isActive()) {
                                overdue.complete(null);
                                channel.close();
                            }
                        }));
    }

    private void failed(SocketAddress place, Throwable failure) {
        met.add(new Attempt(place, failure));
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "event=connect-failed address=" + endpoint.address() + " peer="
                        + endpoint.address().peer(place) + " attempt=" + met.size() + " detail=\""
                        + SocketFault.words(failure) + "\"");
    }

    private void giveUp() {
        String message = endpoint.address() + ": " + noAnswer(PATIENCE_NANOS);
        if (!met.isEmpty()) {
            message += "; before that: " + SocketFault.each(endpoint.address(), met);
        }
        if (result.completeExceptionally(new DunlinException(Reason.UNREACHABLE, message))) {
            gaveUp.complete(null);
        }
    }

    private static String noAnswer(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return "no answer within " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
    }
}
