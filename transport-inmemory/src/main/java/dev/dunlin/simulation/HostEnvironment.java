package dev.dunlin.simulation;

import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.SteppedWorker;
import dev.dunlin.environment.Worker;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Time, threads and chance of one life of a host. */
final class HostEnvironment implements Environment {

    private final Simulation simulation;
    private final Timeline timeline;
    private final Life life;
    private final HostClock clock;
    private final RandomGenerator random;

    HostEnvironment(Simulation simulation, Life life, HostClock clock, RandomGenerator random) {
        this.simulation = simulation;
        this.timeline = simulation.timeline();
        this.life = life;
        this.clock = clock;
        this.random = new OwnRandom(timeline::checkThread, random);
    }

    Simulation simulation() {
        return simulation;
    }

    Life life() {
        return life;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Scheduler scheduler() {
        return (delayNanos, task) -> {
            Event event = timeline.after(clock.trueSpan(Math.max(0, delayNanos)), life, task);
            return () -> timeline.cancel(event);
        };
    }

    @Override
    public Executor executor() {
        return task -> {
            Event event = new Event(life, Objects.requireNonNull(task, "task"), true);
            timeline.at(timeline.soonNanos(), event);
        };
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Worker startWorker(String name, Duty duty) {
        return new SteppedWorker(task -> timeline.at(timeline.soonNanos(), life, task), duty);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
        return simulation.await(life, stage, timeoutNanos);
    }
}
