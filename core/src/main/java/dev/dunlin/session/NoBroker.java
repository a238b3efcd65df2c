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
import java.util.List;
import java.util.Map;

/** The broker of a server that keeps no messages: refuses them. Safe for use by any thread. */
final class NoBroker implements Broker {

    private final Environment environment;
    private final long epoch;

    /** One of its own epoch, so that callers see when the process is another. */
    NoBroker(Environment environment) {
        this.environment = environment;
        this.epoch = environment.random().nextLong(1, Long.MAX_VALUE);
    }

    private static DunlinException refusal() {
        return new DunlinException(
                Reason.UNSUPPORTED, "this server takes calls and keeps no messages: publish and subscribe at a broker");
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec) {
        throw refusal();
    }

    @Override
    public <T> Topic<T> topic(String name, Codec<T> codec, TopicConfig config) {
        throw refusal();
    }

    @Override
    public <T> Subscription subscribe(String pattern, Codec<T> codec, SubscribeOptions options, Handler<T> handler) {
        throw refusal();
    }

    @Override
    public <T> Subscription subscribeBatches(
            String pattern, Codec<T> codec, SubscribeOptions options, BatchHandler<T> handler) {
        throw refusal();
    }

    @Override
    public <T> Poller<T> poller(String pattern, Codec<T> codec, SubscribeOptions options) {
        throw refusal();
    }

    @Override
    public List<TopicStats> topics() {
        return List.of();
    }

    @Override
    public BrokerStats stats() {
        return new BrokerStats(epoch, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public void close() {}
}
