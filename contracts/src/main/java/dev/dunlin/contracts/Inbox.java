package dev.dunlin.contracts;

import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that keeps what it is given, and then does what a scenario asks of it. Safe for use by any thread.
 *
 * @param <T> the type of the values
 */
public final class Inbox<T> implements Handler<T> {

    private final World world;
    private final Handler<? super T> then;
    private final List<Message<T>> messages = new ArrayList<>();
    private @Nullable Subscription subscription;

    Inbox(World world, Handler<? super T> then) {
        this.world = world;
        this.then = then;
    }

    @Override
    @SuppressWarnings("unchecked") // a message only gives values
    public void handle(Message<T> message) throws Exception {
        synchronized (messages) {
            messages.add(message);
        }
        world.pulse();
        ((Handler<T>) then).handle(message);
    }

    void subscribed(Subscription subscription) {
        this.subscription = subscription;
    }

    /** The subscription that fills it. */
    public Subscription subscription() {
        return Objects.requireNonNull(subscription, "subscription");
    }

    /** All messages so far, in the order in which they came. */
    public List<Message<T>> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** The values of all messages so far. */
    public List<T> values() {
        return messages().stream().map(Message::value).toList();
    }

    /** The sequences of all messages so far. */
    public List<Long> sequences() {
        return messages().stream().map(Message::sequence).toList();
    }

    /** How many messages have come so far. */
    public int size() {
        synchronized (messages) {
            return messages.size();
        }
    }

    /** The message that came at a place, from 0. */
    public Message<T> message(int index) {
        synchronized (messages) {
            return messages.get(index);
        }
    }

    /** Waits until as many messages have come. */
    public Inbox<T> awaitSize(int count) {
        world.await(count + " messages have come", () -> size() >= count);
        return this;
    }

    /** Waits until these values have come and no others, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void awaitValues(T... values) {
        awaitValues(List.of(values));
    }

    /** Waits until these values have come and no others, in this order. */
    public void awaitValues(List<T> values) {
        if (!values.isEmpty()) {
            world.await(
                    values.size() + " messages have come, of which " + size() + " did", () -> size() >= values.size());
        }
        world.settle();
        List<T> came = values();
        if (!came.equals(values)) {
            throw new AssertionError("came: " + came + ", should have come: " + values);
        }
    }

    /** Completes when the subscription has come to its end. */
    public CompletionStage<?> ended() {
        return subscription().ended();
    }
}
