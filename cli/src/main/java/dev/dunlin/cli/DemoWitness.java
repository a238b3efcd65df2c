package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A subscriber of the demo, with a connection of its own, that remembers what it is given. */
final class DemoWitness implements AutoCloseable {

    private final String name;
    private final long lastSequence;
    private final Broker broker;
    private final long cameMillis;
    private final Subscription subscription;
    private final List<DemoSight.Given> given = new ArrayList<>();
    private final CompletableFuture<Long> untilMillis = new CompletableFuture<>();

    /**
     * Connects and subscribes.
     *
     * @param name what the account calls it
     * @param address where the server is
     * @param topic what it subscribes to
     * @param from where it starts
     * @param lastSequence it has seen all when it has seen this
     * @param patience how long the server may take to answer
     */
    DemoWitness(String name, String address, String topic, Position from, long lastSequence, Duration patience) {
        this.name = name;
        this.lastSequence = lastSequence;
        this.broker = Broker.connect(address);
        Environment environment = broker.environment();
        this.cameMillis = environment.clock().millis();
        this.subscription = broker.subscribe(topic, Codec.utf8(), SubscribeOptions.from(from), this::take);
        environment.await(subscription.established(), patience.toNanos());
    }

    /**
     * Waits until it has been given the last message.
     *
     * @throws dev.dunlin.DunlinException TIMED_OUT if it was not
     */
    DemoSight sight(Duration patience) {
        long until = broker.environment().await(untilMillis, patience.toNanos());
        synchronized (given) {
            return new DemoSight(name, cameMillis, until, given);
        }
    }

    @Override
    public void close() {
        subscription.close();
        broker.close();
    }

    private void take(Message<String> message) {
        synchronized (given) {
            given.add(new DemoSight.Given(message.sequence(), message.value()));
        }
        if (message.sequence() == lastSequence) {
            untilMillis.complete(broker.environment().clock().millis());
        }
    }
}
