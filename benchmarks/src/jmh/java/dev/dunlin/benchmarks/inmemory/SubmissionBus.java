package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/** {@code java.util.concurrent.SubmissionPublisher} with a thread at hand for each subscriber. */
final class SubmissionBus implements Bus {

    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "subscriber");
        thread.setDaemon(true);
        return thread;
    });
    private final SubmissionPublisher<byte[]> publisher = new SubmissionPublisher<>(executor, MAX_WAITING);

    SubmissionBus(List<Meter> subscribers) {
        subscribers.forEach(meter -> publisher.subscribe(new MeterSubscriber(meter)));
    }

    @Override
    public Sender sender() {
        return publisher::submit;
    }

    @Override
    public void close() {
        publisher.close();
        executor.shutdown();
    }

    private record MeterSubscriber(Meter meter) implements Flow.Subscriber<byte[]> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(byte[] payload) {
            meter.accept(payload);
        }

        @Override
        public void onError(Throwable error) {
            throw new IllegalStateException("the publisher failed", error);
        }

        @Override
        public void onComplete() {}
    }
}
