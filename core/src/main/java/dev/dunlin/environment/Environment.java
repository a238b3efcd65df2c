package dev.dunlin.environment;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything that a program takes from the world other than its input: time, threads, chance.
 *
 * <p>All of Dunlin gets them from here, so that the code which runs in production is the code that a simulation drives.
 * Implementations are safe for use by any thread, unless they say that they belong to one.
 */
public interface Environment {

    /** The clock. */
    Clock clock();

    /** The timers. */
    Scheduler scheduler();

    /** Where code that may block is run. Its bound is the implementation's. */
    Executor executor();

    /** The source of randomness. */
    RandomGenerator random();

    /**
     * Starts a worker that drives a duty until it is closed. It begins asleep: {@link Worker#wake() wake} it.
     *
     * @param name what to call it, in thread names and traces
     * @param duty what it drives
     */
    Worker startWorker(String name, Duty duty);

    /**
     * Waits for a stage. In the system's environment this blocks the calling thread; in a virtual one it runs the world
     * until the stage is complete.
     *
     * @param stage what to wait for
     * @param timeoutNanos how long to wait, in nanoseconds; {@link Long#MAX_VALUE} means without bound
     * @return the stage's value
     * @throws java.util.concurrent.CompletionException if the stage failed, with the cause
     * @throws dev.dunlin.DunlinException TIMED_OUT if the time has passed, or the thread was interrupted (its flag stays
     *     set)
     */
    <T> T await(CompletionStage<T> stage, long timeoutNanos);

    /**
     * The machine's own environment: system clocks, daemon threads, seeded from the system's entropy. One per process.
     */
    static Environment system() {
        return SystemEnvironment.instance();
    }
}
