package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A reactive stream over any broker: each subscriber is a subscription that is paused while nothing is asked for.
 *
 * @see <a href="https://www.reactive-streams.org/">Reactive Streams</a>
 */
final class MessagePublisher<T> implements Flow.Publisher<Message<T>> {

    private final Broker broker;
    private final String pattern;
    private final Codec<T> codec;
    private final SubscribeOptions options;

    MessagePublisher(Broker broker, String pattern, Codec<T> codec, SubscribeOptions options) {
        this.broker = broker;
        this.pattern = pattern;
        this.codec = Objects.requireNonNull(codec, "codec");
        this.options = Objects.requireNonNull(options, "options").startPaused();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message<T>> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Stream<T> stream = new Stream<>(subscriber);
        Subscription subscription;
        try {
            subscription = broker.subscribe(pattern, codec, options, stream::next);
        } catch (DunlinException e) {
            subscriber.onSubscribe(stream);
            stream.finish(new SubscriptionEnd.Failed(e));
            return;
        }
        stream.begin(subscription);
        subscriber.onSubscribe(stream);
        stream.opened();
        subscription.ended().thenAccept(stream::finish);
    }

    /** One subscriber's stream. */
    private static final class Stream<T> implements Flow.Subscription {

        private final Flow.Subscriber<? super Message<T>> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean done = new AtomicBoolean();
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private volatile @Nullable Subscription subscription;

        Stream(Flow.Subscriber<? super Message<T>> subscriber) {
            this.subscriber = subscriber;
        }

        void begin(Subscription subscription) {
            this.subscription = subscription;
        }

        /** The subscriber knows its subscription: messages may come. */
        void opened() {
            opened.complete(null);
            if (demand.get() > 0) {
                resume();
            }
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                fail(new IllegalArgumentException(
                        "request(" + count + "): must be positive (Reactive Streams, rule 3.9)"));
                return;
            }
            long before =
                    demand.getAndAccumulate(count, (held, more) -> held + more < 0 ? Long.MAX_VALUE : held + more);
            if (before == 0 && opened.isDone()) {
                resume();
            }
        }

        private void resume() {
            Subscription current = subscription;
            if (current != null) {
                current.resume();
            }
        }

        @Override
        public void cancel() {
            done.set(true);
            close();
        }

        private void close() {
            Subscription current = subscription;
            if (current != null) {
                current.close();
            }
        }

        void next(Message<T> message) {
            if (done.get()) {
                return;
            }
            long left = demand.updateAndGet(held -> held == Long.MAX_VALUE ? held : held - 1);
            Subscription current = subscription;
            if (left == 0 && current != null) {
                current.pause();
                if (demand.get() > 0) {
                    current.resume();
                }
            }
            subscriber.onNext(message);
        }

        private void fail(Throwable failure) {
            if (done.compareAndSet(false, true)) {
                close();
                subscriber.onError(failure);
            }
        }

        void finish(SubscriptionEnd end) {
            if (end instanceof SubscriptionEnd.Failed failed) {
                fail(failed.cause());
            } else if (end instanceof SubscriptionEnd.Overloaded over) {
                fail(new DunlinException(Reason.SUBSCRIBER_BEHIND, "more was waiting than the bound allows: " + over));
            } else if (done.compareAndSet(false, true)) {
                subscriber.onComplete();
            }
        }
    }
}
