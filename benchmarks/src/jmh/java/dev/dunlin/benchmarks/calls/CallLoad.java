package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.load.Schedule;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Calls, and holds every answer against its question. Each call's time is recorded. Driven by one thread; the answers may
 * come on any.
 */
final class CallLoad {

    /** How many calls may be waited for when calls are made on schedule. */
    private static final int MOST_IN_FLIGHT = 10_000;

    private static final long MOST_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long SECOND_NANOS = 1_000_000_000;

    private final CallPeer peer;
    private final Duration patience;
    private final Recorder times = new Recorder(MOST_NANOS, 3);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /**
     * Makes a load.
     *
     * @param peer who is called
     * @param patience how long the last answers of a span may take
     */
    CallLoad(CallPeer peer, Duration patience) {
        this.peer = peer;
        this.patience = patience;
    }

    /**
     * What came of the calls of a span.
     *
     * @param seconds from the first call until the last answer
     * @param times of all calls, in nanoseconds
     */
    record Result(double seconds, Histogram times) {

        /** As a line of words. */
        String toLine() {
            return seconds + " " + times.getTotalCount() + " " + times.getValueAtPercentile(50) + " "
                    + times.getValueAtPercentile(99) + " " + times.getValueAtPercentile(99.9);
        }
    }

    /**
     * Keeps so many calls in flight for a span: where an answer comes, the next call is made.
     *
     * @throws IllegalStateException if a call failed or was answered wrongly, or was not answered at all
     */
    Result keepInFlight(int calls, Duration span) throws InterruptedException {
        return measure(() -> {
            stopped = false;
            Phaser chains = new Phaser(1);
            for (int i = 0; i < calls; i++) {
                chains.register();
                new Chain(chains).run();
            }
            TimeUnit.NANOSECONDS.sleep(span.toNanos());
            stopped = true;
            chains.awaitAdvanceInterruptibly(chains.arrive(), patience.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    /**
     * Calls on schedule for a span, whether or not answers have come. A call's time counts from when it was due.
     *
     * @throws IllegalStateException if a call failed or was answered wrongly, or was not answered at all
     */
    Result onSchedule(int perSecond, Duration span) throws InterruptedException {
        return measure(() -> {
            Semaphore room = new Semaphore(MOST_IN_FLIGHT);
            long calls = span.toNanos() * perSecond / SECOND_NANOS;
            Schedule schedule = Schedule.fromNow(perSecond);
            for (long i = 0; i < calls && failure.get() == null; i++) {
                long due = schedule.await(i);
                room.acquire();
                call(due, room::release);
            }
            if (!room.tryAcquire(MOST_IN_FLIGHT, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
        });
    }

    /** Makes calls and waits for their answers. */
    private interface Calls {
        void make() throws InterruptedException, TimeoutException;
    }

    private Result measure(Calls calls) throws InterruptedException {
        times.reset();
        long start = System.nanoTime();
        try {
            calls.make();
        } catch (TimeoutException e) {
            fail(new IllegalStateException("calls were not answered within " + patience));
        }
        double seconds = (System.nanoTime() - start) / (double) SECOND_NANOS;
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a call failed: " + failed, failed);
        }
        return new Result(seconds, times.getIntervalHistogram());
    }

    /** Calls once; what comes after is run on the thread that brings the answer. */
    private void call(long sinceNanos, Runnable afterwards) {
        long number = numbers.getAndIncrement();
        CompletionStage<byte[]> answered;
        try {
            answered = peer.call(Exam.question(number));
        } catch (RuntimeException e) {
            fail(e);
            afterwards.run();
            return;
        }
        answered.whenComplete((answer, problem) -> {
            times.recordValue(Math.max(0, Math.min(MOST_NANOS, System.nanoTime() - sinceNanos)));
            if (problem != null) {
                fail(problem);
            } else if (!Exam.isRight(number, answer)) {
                fail(new IllegalStateException("question " + number + " was answered wrongly"));
            }
            afterwards.run();
        });
    }

    private void fail(Throwable problem) {
        failure.compareAndSet(null, problem);
    }

    /**
     * One call after another. An answer that has come by the time the call returns is not followed by a call from within,
     * which would end in a stack overflow, but by one from the loop.
     */
    private final class Chain {

        private final Phaser chains;
        private final AtomicLong turns = new AtomicLong();

        Chain(Phaser chains) {
            this.chains = chains;
        }

        /** Runs on one thread at a time: who raises the turns from 0 makes all calls until they are 0 again. */
        void run() {
            if (turns.getAndIncrement() > 0) {
                return;
            }
            do {
                if (stopped || failure.get() != null) {
                    chains.arriveAndDeregister();
                    return;
                }
                call(System.nanoTime(), this::run);
            } while (turns.decrementAndGet() > 0);
        }
    }
}
