package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** All readers of one subscription, served by tasks on an executor, one task at a time. */
final class ExecutorFeed extends Feed {

    /** How many rounds a task serves before it goes to the end of the executor's queue. */
    private static final int ROUNDS = 16;

    private final InMemorySubscription subscription;
    private final Executor executor;

    ExecutorFeed(InMemorySubscription subscription, Executor executor) {
        this.subscription = subscription;
        this.executor = executor;
    }

    @Override
    void enqueue() {
        try {
            executor.execute(this::serve);
        } catch (RejectedExecutionException e) {
            subscription.end(new SubscriptionEnd.Failed(new DunlinException(
                    Reason.CLOSED, subscription.pattern() + ": the subscription's executor takes no more tasks", e)));
        }
    }

    private void serve() {
        for (int round = 0; round < ROUNDS; round++) {
            int count = 0;
            for (Reader reader : readers()) {
                count += reader.drain(Reader.BATCH, Excerpt.NONE);
            }
            if (count == 0 && settle()) {
                return;
            }
        }
        enqueue();
    }
}
