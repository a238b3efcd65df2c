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
import dev.dunlin.link.IoThread;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.ServerStats;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A broker at a distance, as {@link BrokerServer} serves it. Safe for use by any thread.
 *
 * <p>Publishing does not wait for the broker's answer, which the {@link dev.dunlin.broker.Receipt} brings, but waits while
 * too many publishes are unanswered. Handlers run on the environment's executor, or the subscription's own, and may block.
 * What is chained to a receipt runs on the thread that serves the connection: there nothing may wait, and what would have
 * to fails with {@link Reason#WOULD_BLOCK}.
 *
 * <p>When the connection is lost, another is looked for, at all addresses, for as long as {@link
 * ClientConfig#reconnectFor()}. Meanwhile publishes wait, and subscriptions stand still. Then publishes that were not answered
 * are sent again, and stored once; subscriptions go on where they were. If the broker is another (its {@link #epoch()} has
 * changed), nobody can tell what became of publishes that were sent and not answered: they fail with {@link
 * Reason#CONNECTION_LOST}, and may have taken effect; and subscriptions tell of a gap and go on with the earliest that the new
 * broker has. When no connection is found, those fail too, those that were not sent, and later calls, fail with {@link
 * Reason#CLOSED}, and subscriptions end.
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
        return connect(List.of(Objects.requireNonNull(address, "address")), config);
    }

    /**
     * Connects to one of several servers, and waits until it has said welcome. Tries each address once, one after another;
     * when the connection has ended later, all are tried again for as long as {@link ClientConfig#reconnectFor()}.
     *
     * @param addresses where the broker is, or where there are brokers of which any will do; at least one
     * @param config how to speak to it
     * @throws DunlinException UNREACHABLE with what each attempt met; of a single address the same as {@link #connect(URI,
     *     ClientConfig)}
     * @throws IllegalArgumentException if there is no address, one is malformed, or no transport has its scheme
     */
    public static BrokerClient connect(List<URI> addresses, ClientConfig config) {
        Objects.requireNonNull(config, "config");
        Dialer dialer = new Dialer(addresses, config, new Company());
        CompletableFuture<ClientSession> made = dialer.dial()
                .thenCompose(handshake -> CompletableFuture.supplyAsync(
                        () -> new ClientSession(config, dialer, handshake),
                        IoThread.marked(handshake.connection().executor())));
        long patience = config.connectTimeout().toNanos() * (addresses.size() + 1);
        return new BrokerClient(Waiting.await(config.environment(), made, patience, "connecting to " + addresses));
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
        session.proxy().submit(new Configuring(session, new Frame.Configure(name, config)));
        return topic;
    }

    private record Configuring(ClientSession session, Frame.Configure frame) implements Outbound.Call {

        @Override
        public void send() {
            session.configure(frame);
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
        return askForStats().stats();
    }

    /**
     * What the server has counted that this is connected to; empty if it does not say.
     *
     * @throws DunlinException TIMED_OUT, CONNECTION_LOST, or what the server refuses with; a retry is safe
     */
    public Optional<ServerStats> serverStats() {
        return Optional.ofNullable(askForStats().server());
    }

    private Frame.StatsAre askForStats() {
        session.checkOpen();
        if (session.questions().ask(new Frame.Stats()) instanceof Frame.StatsAre reply) {
            return reply;
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
