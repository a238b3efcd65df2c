package dev.dunlin.environment;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The machine's clocks, timers and threads. All threads are daemons, and none is started before it is needed. */
final class SystemEnvironment implements Environment {

    private static final class Holder {
        static final SystemEnvironment INSTANCE = new SystemEnvironment();
    }

    private final Clock clock = new CoarseClock();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, daemons("dunlin-timer"));
    private final Executor executor = Executors.newCachedThreadPool(daemons("dunlin-task"));

    private SystemEnvironment() {
        timers.setRemoveOnCancelPolicy(true);
    }

    static SystemEnvironment instance() {
        return Holder.INSTANCE;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Scheduler scheduler() {
        return this::schedule;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public Worker startWorker(String name, Duty duty) {
        WorkerThread worker = new WorkerThread(name, Objects.requireNonNull(duty, "duty"));
        worker.start();
        return worker;
    }

    @Override
    public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
        try {
            return stage.toCompletableFuture().get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new DunlinException(Reason.TIMED_OUT, "no answer within " + timeoutNanos / 1_000_000 + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DunlinException(Reason.TIMED_OUT, "interrupted while waiting", e);
        }
    }

    private Scheduler.Timer schedule(long delayNanos, Runnable task) {
        ScheduledFuture<?> future = timers.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger next = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + next.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
