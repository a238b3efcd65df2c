package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import java.util.List;

/** The limit: the one publisher calls its subscribers, one after another, on its own thread. Nothing is handed over. */
final class DirectBus implements Bus {

    private final Meter[] subscribers;

    DirectBus(int publishers, List<Meter> subscribers) {
        if (publishers != 1) {
            throw new IllegalArgumentException("publishers=" + publishers + ": a subscriber is called by one thread");
        }
        this.subscribers = subscribers.toArray(Meter[]::new);
    }

    @Override
    public Sender sender() {
        return payload -> {
            for (Meter subscriber : subscribers) {
                subscriber.accept(payload);
            }
        };
    }

    @Override
    public void close() {}
}
