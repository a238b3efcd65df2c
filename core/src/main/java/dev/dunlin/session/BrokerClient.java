package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BatchHandler;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A broker at a distance, as {@link BrokerServer} serves it. Safe for use by any thread.
 *
 * <p>Publishing does not wait for the broker's answer, which the {@link dev.dunlin.broker.Receipt} brings, but waits while
 * too many publishes are unanswered. Handlers run on the environment's executor, or the subscription's own, and may block.
 * What is chained to a receipt runs on the thread that serves the connection: there nothing may wait, and what would have
 * to fails with {@link Reason#WOULD_BLOCK}.
 *
 * <p>When the connection is lost, publishes that were sent and not answered fail with {@link Reason#CONNECTION_LOST}: they
 * may have taken effect. Those that were not sent, and later calls, fail with {@link Reason#CLOSED}. Subscriptions end.
 */
public final class BrokerClient implements Broker {

    private final ClientSession session;

    private BrokerClient(ClientSession session) {
        this.session = session;
    }

    /**
     * Connects with defaults.
     *
     * @param address for example {@code tcp://host:port}
     * @throws DunlinException UNREACHABLE with what was met
     * @throws IllegalArgumentException if the address is malformed or no transport has its scheme
     */
    public static BrokerClient connect(String address) {
        return connect(URI.create(address), ClientConfig.builder().build());
    }

    /**
     * Connects, and waits until the server has said welcome.
     *
     * @param address where the broker is
     * @param config how to speak to it
     * @throws DunlinException UNREACHABLE with what was met, LIMIT_REACHED if the server takes no more connections, PROTOCOL
     *     if it is none or speaks no version that is spoken here
     * @throws IllegalArgumentException if the address is malformed or no transport has its scheme
     */
    public static BrokerClient connect(URI address, ClientConfig config) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(config, "config");
        Transport explicit = config.transport();
        Transport transport = explicit != null ? explicit : Transports.forAddress(address);
        CompletableFuture<ClientSession> made = new CompletableFuture<>();
        Acceptor acceptor = connection -> IoThread.marked(new Handshake(connection, config, made));
        CompletionStage<Connection> connected =
                transport.connect(address, config.environment(), config.limits(), acceptor);
        connected.whenComplete((connection, failure) -> {
            if (failure != null) {
                made.completeExceptionally(failure);
            }
        });
        String what = "connecting to " + address;
        try {
            return new BrokerClient(Waiting.await(
                    config.environment(), made, config.connectTimeout().toNanos(), what));
        } catch (DunlinException e) {
            connected.thenAccept(connection -> connection.close(new Closed(CloseReason.TIMED_OUT, what)));
            throw e.reason() == Reason.TIMED_OUT
                    ? new DunlinException(Reason.UNREACHABLE, String.valueOf(e.getMessage()), e)
                    : e;
        }
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec) {
        Names.topic(name);
        Objects.requireNonNull(codec, "codec");
        return new RemoteTopic<>(this, session, name, codec);
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec, TopicConfig config) {
        Topic<T> topic = topic(name, codec);
        Objects.requireNonNull(config, "config");
        session.checkOpen();
        session.proxy().submit(new Configuring(session.connection(), new Frame.Configure(name, config)));
        return topic;
    }

    private record Configuring(Connection connection, Frame frame) implements Outbound.Call {

        @Override
        public void send() {
            connection.send(frame);
        }

        @Override
        public void fail(DunlinException fault) {
            // Nobody waits: what follows it in the queue, and is waited for, fails too.
        }
    }

    @Override
    public <T> Subscription subscribe(String pattern, Codec<T> codec, SubscribeOptions options, Handler<T> handler) {
        RemoteSubscription subscription = subscription(pattern, codec, options);
        Objects.requireNonNull(handler, "handler");
        return subscription.open(HandlerFeed.single(subscription, codec, handler));
    }

    @Override
    public <T> Subscription subscribeBatches(
            String pattern, Codec<T> codec, SubscribeOptions options, BatchHandler<T> handler) {
        RemoteSubscription subscription = subscription(pattern, codec, options);
        Objects.requireNonNull(handler, "handler");
        return subscription.open(HandlerFeed.batches(subscription, codec, handler));
    }

    @Override
    public <T> Poller<T> poller(String pattern, Codec<T> codec, SubscribeOptions options) {
        RemoteSubscription subscription = subscription(pattern, codec, options);
        RemotePoller<T> poller = new RemotePoller<>(subscription, codec);
        subscription.open(poller);
        return poller;
    }

    private RemoteSubscription subscription(String pattern, Codec<?> codec, SubscribeOptions options) {
        Names.pattern(pattern);
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(options, "options");
        return new RemoteSubscription(session, pattern, options);
    }

    @Override
    public List<TopicStats> topics() {
        session.checkOpen();
        if (session.questions().ask(new Frame.Topics()) instanceof Frame.TopicsAre reply) {
            return reply.topics();
        }
        throw new DunlinException(Reason.PROTOCOL, "asked for the topics, answered otherwise");
    }

    @Override
    public BrokerStats stats() {
        session.checkOpen();
        if (session.questions().ask(new Frame.Stats()) instanceof Frame.StatsAre reply) {
            return reply.stats();
        }
        throw new DunlinException(Reason.PROTOCOL, "asked for the statistics, answered otherwise");
    }

    @Override
    public long epoch() {
        return session.epoch();
    }

    @Override
    public Environment environment() {
        return session.environment();
    }

    /**
     * Closes this connection to the broker: subscriptions end, calls fail from now on, and what was published before is
     * waited for, as long as {@link ClientConfig#closeTimeout()}. The broker goes on. May be called from a handler, and
     * from a thread that must not wait, where it does not. Closing twice does nothing.
     */
    @Override
    public void close() {
        session.close();
    }
}
