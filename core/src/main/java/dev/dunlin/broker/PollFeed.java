package dev.dunlin.broker;

import java.util.concurrent.CompletableFuture;

/** The readers of a poller, served by whoever polls. */
final class PollFeed extends Feed {

    private volatile CompletableFuture<Void> arrival = new CompletableFuture<>();

    PollFeed() {
        hold();
    }

    @Override
    void enqueue() {
        arrival.complete(null);
    }

    /**
     * Prepares to wait.
     *
     * @return completes when something has come since this call, or had come before
     */
    CompletableFuture<Void> listen() {
        arrival = new CompletableFuture<>();
        if (!settle()) {
            arrival.complete(null);
        }
        return arrival;
    }
}
