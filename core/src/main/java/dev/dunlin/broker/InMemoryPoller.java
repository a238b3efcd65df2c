package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads the log on the thread that polls: what was published before is seen. */
final class InMemoryPoller<T> implements Poller<T> {

    private final Environment environment;
    private final InMemorySubscription subscription;
    private final Outlet.Polled<T> outlet;
    private final PollFeed feed;

    InMemoryPoller(Environment environment, InMemorySubscription subscription, Outlet.Polled<T> outlet, PollFeed feed) {
        this.environment = environment;
        this.subscription = subscription;
        this.outlet = outlet;
        this.feed = feed;
    }

    @Override
    public Optional<Message<T>> poll() {
        return poll(Duration.ZERO);
    }

    @Override
    public Optional<Message<T>> poll(Duration timeout) {
        return poll(1, timeout).stream().findFirst();
    }

    @Override
    public List<Message<T>> poll(int max, Duration timeout) {
        if (max < 1) {
            throw new IllegalArgumentException("max=" + max + ": must be at least 1");
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout=" + timeout + ": must not be negative");
        }
        long start = environment.clock().nanos();
        long timeoutNanos = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        while (true) {
            List<Message<T>> messages = take(max);
            if (!messages.isEmpty()) {
                return messages;
            }
            checkOpen();
            long left = timeoutNanos - (environment.clock().nanos() - start);
            if (left <= 0 || !await(left)) {
                return take(max);
            }
        }
    }

    private List<Message<T>> take(int max) {
        List<Message<T>> taken = new ArrayList<>();
        for (Reader reader : subscription.readers()) {
            int missing = max - outlet.messages().size();
            while (missing > 0 && reader.drain(missing, Excerpt.NONE) > 0) {
                missing = max - outlet.messages().size();
            }
        }
        while (taken.size() < max && !outlet.messages().isEmpty()) {
            taken.add(outlet.messages().remove());
        }
        return taken;
    }

    private void checkOpen() {
        SubscriptionEnd end = subscription.end();
        if (end == null) {
            return;
        }
        if (end instanceof SubscriptionEnd.Cancelled) {
            throw new IllegalStateException("the poller of " + subscription.pattern() + " is closed");
        }
        throw new DunlinException(
                Reason.CLOSED, "the subscription to " + subscription.pattern() + " has ended: " + end);
    }

    /** Waits for something to come; gives whether it did. */
    private boolean await(long timeoutNanos) {
        CompletableFuture<Void> arrival = feed.listen();
        subscription.ended().thenRun(() -> arrival.complete(null));
        try {
            environment.await(arrival, timeoutNanos);
            return true;
        } catch (DunlinException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        } finally {
            feed.hold();
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
