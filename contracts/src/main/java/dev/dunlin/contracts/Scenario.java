package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One test's broker, the world in which it lives, and what the tests have in common. For one thread. */
public final class Scenario implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final World world;
    private final Engine engine;
    private final Events events;
    private final List<Broker> connections = new ArrayList<>();

    Scenario(World world, Engine engine, Events events) {
        this.world = world;
        this.engine = engine;
        this.events = events;
        connections.add(engine.connect());
    }

    /** The world. */
    public World world() {
        return world;
    }

    /** The broker under test. */
    public Broker broker() {
        return connections.get(0);
    }

    /** The broker as another process sees it: another connection, if the engine is remote. */
    public Broker another() {
        Broker another = engine.connect();
        connections.add(another);
        return another;
    }

    /** What the engine's listener was told. */
    public Events events() {
        return events;
    }

    /** A topic of text. */
    public Topic<String> topic(String name) {
        return broker().topic(name, Codec.utf8());
    }

    /** Subscribes to text from the latest message on, and waits until the subscription is made. */
    public Inbox<String> subscribe(String pattern) {
        return subscribe(pattern, SubscribeOptions.DEFAULT);
    }

    /** Subscribes to text, and waits until the subscription is made. */
    public Inbox<String> subscribe(String pattern, SubscribeOptions options) {
        return subscribe(pattern, options, message -> {});
    }

    /** Subscribes to text, and waits until the subscription is made; what is given is kept, and then handled. */
    public Inbox<String> subscribe(String pattern, SubscribeOptions options, Handler<? super String> then) {
        return subscribe(broker(), pattern, Codec.utf8(), options, then);
    }

    /** Subscribes at a broker, and waits until the subscription is made; what is given is kept, and then handled. */
    public <T> Inbox<T> subscribe(
            Broker broker, String pattern, Codec<T> codec, SubscribeOptions options, Handler<? super T> then) {
        Inbox<T> inbox = new Inbox<>(world, then);
        Subscription subscription = broker.subscribe(pattern, codec, options, inbox);
        inbox.subscribed(subscription);
        get(subscription.established());
        return inbox;
    }

    /** Publishes numbered texts one by one, and waits until the broker keeps them. */
    public List<String> publishNumbers(String topic, int from, int to) {
        List<String> values =
                IntStream.range(from, to).mapToObj(Integer::toString).toList();
        List<Receipt> receipts =
                values.stream().map(value -> topic(topic).publish(value)).toList();
        receipts.forEach(Receipt::accepted);
        return values;
    }

    /** The fault with which a publish was refused, thrown at once or told by the receipt. */
    public DunlinException refusal(Supplier<Receipt> publish) {
        Throwable thrown = catchThrowable(() -> publish.get().accepted());
        if (thrown instanceof DunlinException fault) {
            return fault;
        }
        throw new AssertionError("should have been refused with a DunlinException, but met: " + thrown, thrown);
    }

    /** The end of a subscription, waited for. */
    public SubscriptionEnd endOf(Inbox<?> inbox) {
        return get(inbox.subscription().ended());
    }

    /** The value of a stage, waited for. */
    public <T> T get(CompletionStage<T> stage) {
        return world.environment().await(stage, PATIENCE_NANOS);
    }

    /** Waits as {@link World#await} does. */
    public void await(String what, BooleanSupplier condition) {
        world.await(what, condition);
    }

    /** Closes the connections, and then the engine. */
    @Override
    public void close() {
        connections.forEach(Broker::close);
        engine.close();
        if (world.isVirtual()) {
            world.settle();
        }
    }
}
