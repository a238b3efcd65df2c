package dev.dunlin.transport.netty;

import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.Worker;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The system's environment, but its timers go off when a test says so. */
final class HeldTimers implements Environment {

    private final Environment system = Environment.system();
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    /**
     * A timer that has been set and not cancelled.
     *
     * @param delayNanos what it was set to
     * @param task what it runs
     */
    record Held(long delayNanos, Runnable task) {}

    Queue<Held> held() {
        return held;
    }

    @Override
    public Scheduler scheduler() {
        return (delayNanos, task) -> {
            Held timer = new Held(delayNanos, task);
            held.add(timer);
            return () -> held.remove(timer);
        };
    }

    @Override
    public Clock clock() {
        return system.clock();
    }

    @Override
    public Executor executor() {
        return system.executor();
    }

    @Override
    public RandomGenerator random() {
        return system.random();
    }

    @Override
    public Worker startWorker(String name, Duty duty) {
        return system.startWorker(name, duty);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
        return system.await(stage, timeoutNanos);
    }
}
