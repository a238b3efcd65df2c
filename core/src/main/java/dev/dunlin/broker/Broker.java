package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/**
 * Keeps messages under names for a time, and hands them to whoever subscribes. Safe for use by any thread.
 *
 * {@snippet :
 * try (Broker broker = Broker.inMemory()) {
 *     Topic<String> news = broker.topic("news.local", Codec.utf8());
 *     news.subscribe(SubscribeOptions.from(Position.earliest()), message -> System.out.println(message.value()));
 *     news.publish("the tide is out", PublishOptions.ttl(Duration.ofSeconds(10)));
 * }
 * }
 *
 * <p>What always holds: a message that was accepted is neither lost nor given twice while the broker lives and its
 * policies keep it; all subscribers of a topic see one order; and nobody sees a message from its instant of expiry on.
 */
public interface Broker extends AutoCloseable {

    /** A broker in this process's memory, with defaults. */
    static Broker inMemory() {
        return inMemory(BrokerConfig.builder().build());
    }

    /** A broker in this process's memory. */
    static Broker inMemory(BrokerConfig config) {
        return new InMemoryBroker(config);
    }

    /**
     * A broker at a distance, as {@link dev.dunlin.session.BrokerServer} serves it. Its session outlives its connections:
     * see {@link dev.dunlin.session.BrokerClient}.
     *
     * @param addresses where it is, for example {@code tcp://host:port}, or where there are brokers of which any will do,
     *     tried in turn; at least one. The scheme of the first chooses the transport among those on the class or module path
     * @throws dev.dunlin.DunlinException UNREACHABLE if nobody answers, with what each attempt met; a retry is safe
     * @throws IllegalArgumentException if there is no address, one is malformed, or no transport has its scheme
     */
    static Broker connect(String... addresses) {
        if (addresses.length == 0) {
            throw new IllegalArgumentException("no addresses: name at least one, as in tcp://host:port");
        }
        List<URI> all = Stream.of(addresses).map(URI::create).toList();
        String scheme = all.get(0).getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException(
                    "address=\"" + addresses[0] + "\": has no scheme, as in tcp://host:port");
        }
        for (BrokerConnector connector : ServiceLoader.load(BrokerConnector.class, Broker.class.getClassLoader())) {
            if (connector.accepts(scheme)) {
                return connector.connect(all, Environment.system());
            }
        }
        throw new IllegalArgumentException("address=\"" + addresses[0] + "\": nothing on the class path speaks \""
                + scheme + ":\"; for tcp: add dunlin-transport-netty, for inmem: dunlin-transport-inmemory");
    }

    /**
     * A topic, made when it is first used.
     *
     * @param name parts separated by dots, 1 to 255 bytes, no wildcards, no control characters
     * @param codec how its values are encoded
     * @throws IllegalArgumentException if the name is none
     */
    <T> Topic<T> topic(String name, Codec<T> codec);

    /**
     * A topic with settings of its own, made now. If it exists, the settings hold for messages published from now on.
     *
     * @param name parts separated by dots, 1 to 255 bytes, no wildcards, no control characters
     * @param codec how its values are encoded
     * @param config how long it keeps messages
     * @throws IllegalArgumentException if the name is none
     */
    <T> Topic<T> topic(String name, Codec<T> codec, TopicConfig config);

    /**
     * Subscribes with a callback.
     *
     * @param pattern a topic's name, or a pattern: {@code *} stands for one part, a last {@code >} for one or more. A
     *     pattern takes in topics that are made later, from their first message on
     * @param codec how the values are encoded
     * @param options where to start, with whom to share, when to give up
     * @param handler what is called
     * @throws IllegalArgumentException if the pattern is none
     * @throws dev.dunlin.DunlinException CLOSED if the broker is closed
     */
    <T> Subscription subscribe(String pattern, Codec<T> codec, SubscribeOptions options, Handler<T> handler);

    /** Subscribes with a callback for as many messages at a time as are waiting; else as {@link #subscribe}. */
    <T> Subscription subscribeBatches(
            String pattern, Codec<T> codec, SubscribeOptions options, BatchHandler<T> handler);

    /**
     * A reactive stream. Each of its subscribers is a subscription of its own, made when it subscribes, and completes
     * when the broker is closed.
     */
    default <T> Flow.Publisher<Message<T>> publisher(String pattern, Codec<T> codec, SubscribeOptions options) {
        return new MessagePublisher<>(this, TopicName.checkPattern(pattern), codec, options);
    }

    /** Subscribes by polling; else as {@link #subscribe}. */
    <T> Poller<T> poller(String pattern, Codec<T> codec, SubscribeOptions options);

    /** What each topic has counted, by name in order. A remote broker is asked, and waited for. */
    List<TopicStats> topics();

    /** What has been counted. A remote broker is asked, and waited for. */
    BrokerStats stats();

    /** Which broker this is: another number for each that is made, kept by one that is moved. */
    long epoch();

    /** Where its time and threads come from. */
    Environment environment();

    /**
     * Closes the broker: subscriptions end, publishes fail, what is retained is gone. For a remote broker: only this
     * connection to it. May be called from a handler. Closing twice does nothing.
     */
    @Override
    void close();
}
