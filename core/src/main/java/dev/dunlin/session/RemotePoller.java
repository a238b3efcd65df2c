package dev.dunlin.session;

import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands what has come to whoever asks. No executor is needed: the asking thread takes from the inbox itself. */
final class RemotePoller<T> implements Poller<T>, Feed {

    /*
     * A poller that finds nothing puts a future into `wakeUp`, and looks once more; who adds something makes it visible
     * and then takes the future out and completes it. Both are read-modify-writes (Dekker): one sees the other.
     */
    private final RemoteSubscription subscription;
    private final Codec<T> codec;
    private final Environment environment;
    private final BrokerTime.Reading time;
    private final AtomicReference<@Nullable CompletableFuture<Void>> wakeUp = new AtomicReference<>();

    RemotePoller(RemoteSubscription subscription, Codec<T> codec) {
        this.subscription = subscription;
        this.codec = codec;
        this.environment = subscription.session().environment();
        this.time = subscription.session().time().reading();
    }

    @Override
    public void signal() {
        CompletableFuture<Void> waiting = wakeUp.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    @Override
    public Optional<Message<T>> poll() {
        Message<T> message = take();
        if (message == null) {
            checkOpen();
        }
        return Optional.ofNullable(message);
    }

    @Override
    public Optional<Message<T>> poll(Duration timeout) {
        return Optional.ofNullable(await(nanosOf(timeout)));
    }

    @Override
    public List<Message<T>> poll(int max, Duration timeout) {
        if (max < 1) {
            throw new IllegalArgumentException("max=" + max + ": must be at least 1");
        }
        List<Message<T>> messages = new ArrayList<>();
        for (Message<T> next = await(nanosOf(timeout)); next != null; next = take()) {
            messages.add(next);
            if (messages.size() == max) {
                break;
            }
        }
        return messages;
    }

    private static long nanosOf(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout=" + timeout + ": must not be negative");
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The next message, or null if none came in time. */
    private @Nullable Message<T> await(long timeoutNanos) {
        Message<T> message = take();
        if (message != null) {
            return message;
        }
        checkOpen();
        if (timeoutNanos == 0) {
            return null;
        }
        IoThread.checkMayWait("polling " + subscription.pattern());
        // A timer of its own lets a virtual clock go on to the end of the wait.
        CompletableFuture<Void> timeout = new CompletableFuture<>();
        Scheduler.Timer timer = environment.scheduler().schedule(timeoutNanos, () -> timeout.complete(null));
        try {
            while (message == null && !timeout.isDone()) {
                CompletableFuture<Void> came = new CompletableFuture<>();
                wakeUp.set(came);
                message = take();
                if (message == null) {
                    checkOpen();
                    Waiting.await(
                            environment,
                            CompletableFuture.anyOf(came, timeout),
                            Waiting.WITHOUT_BOUND,
                            "polling " + subscription.pattern());
                    message = take();
                }
            }
            if (message == null) {
                checkOpen();
            }
            return message;
        } finally {
            timer.cancel();
            wakeUp.set(null);
        }
    }

    /** The next message that is there, or null; what cannot be decoded is passed over, counted. */
    private @Nullable Message<T> take() {
        time.refresh();
        while (true) {
            boolean open = !subscription.isOver() && !subscription.isPaused();
            Frame.Delivery delivery = open ? subscription.take(time) : null;
            if (delivery == null) {
                subscription.onEmpty();
                return null;
            }
            Message.Acknowledger acknowledger = subscription.handOut(delivery);
            try {
                T value = codec.decode(delivery.envelope().payload());
                Message<T> message = Message.of(delivery.envelope(), value, delivery.attempt(), acknowledger);
                subscription.onHandled(delivery.envelope());
                return message;
            } catch (Throwable e) {
                subscription.onFailed(delivery.envelope(), e);
            }
        }
    }

    /** Tells the caller of the end, where nothing was left to give. */
    private void checkOpen() {
        SubscriptionEnd end = subscription.isOver() ? subscription.end() : null;
        if (end instanceof SubscriptionEnd.Cancelled) {
            throw new IllegalStateException(subscription.pattern() + ": the poller is closed");
        }
        if (end != null) {
            throw RemoteSubscription.faultOf(end);
        }
    }

    @Override
    public Subscription subscription() {
        return subscription;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
