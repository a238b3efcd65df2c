package dev.dunlin.transport.inmemory;

import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.Worker;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** An environment whose executor takes its time before it begins a task. */
final class Pace implements Environment {

    private final Environment to;
    private volatile long mostNanos;

    Pace(Environment to) {
        this.to = to;
    }

    /** Each task begins after a random time, this at most. */
    void slow(Duration most) {
        mostNanos = most.toNanos();
    }

    @Override
    public Executor executor() {
        return task -> {
            if (mostNanos == 0) {
                to.executor().execute(task);
            } else {
                long nanos = mostNanos / 2 + to.random().nextLong(mostNanos / 2 + 1);
                to.scheduler().schedule(nanos, () -> to.executor().execute(task));
            }
        };
    }

    @Override
    public Clock clock() {
        return to.clock();
    }

    @Override
    public Scheduler scheduler() {
        return to.scheduler();
    }

    @Override
    public RandomGenerator random() {
        return to.random();
    }

    @Override
    public Worker startWorker(String name, Duty duty) {
        return to.startWorker(name, duty);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
        return to.await(stage, timeoutNanos);
    }
}
