package dev.dunlin.environment;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A world that stands still until it is told to go on: one thread, a clock that moves only by {@link #advance}, and an
 * order of events that repeats. Ten years pass in the time that their events take.
 *
 * <pre>{@code
 * VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
 * Broker broker = Broker.inMemory(BrokerConfig.builder().environment(world).build());
 * ...
 * world.advance(Duration.ofDays(3650));
 * }</pre>
 *
 * <p>Not safe for use by several threads: everything, user code included, runs on the thread that calls {@link #run},
 * {@link #advance} or {@link #await}.
 */
public final class VirtualEnvironment implements Environment {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How many events may run without the clock moving before the world is declared to be spinning. */
    private static final long SPIN_LIMIT = 10_000_000;

    private record Event(long atNanos, long order, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final RandomGenerator random;
    private final long startMillis;
    private long nowNanos;
    private long order;

    private VirtualEnvironment(long startMillis, long seed) {
        this.startMillis = startMillis;
        this.random = new SplittableRandom(seed);
    }

    /**
     * A world whose clock shows the given instant, seeded with 0.
     *
     * @param start what the clock shows at first
     */
    public static VirtualEnvironment startingAt(Instant start) {
        return new VirtualEnvironment(start.toEpochMilli(), 0);
    }

    /**
     * A world whose clock shows the given instant.
     *
     * @param start what the clock shows at first
     * @param seed what {@link #random()} is seeded with
     */
    public static VirtualEnvironment startingAt(Instant start, long seed) {
        return new VirtualEnvironment(start.toEpochMilli(), seed);
    }

    /** The instant that the clock shows. */
    public Instant now() {
        return Instant.ofEpochMilli(clock().millis());
    }

    /** Runs everything that is due now, and all that this causes to be due now. */
    public void run() {
        runUntil(nowNanos);
    }

    /**
     * Moves the clock, stopping at each timer on the way to run what is due.
     *
     * @param span how far; not negative
     * @throws IllegalArgumentException if the span is negative
     */
    public void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("span=" + span + ": time does not run backwards");
        }
        long end = Math.addExact(nowNanos, nanosOf(span));
        runUntil(end);
        nowNanos = end;
    }

    /** Drops all that is waiting to run, as the end of a process does. */
    public void halt() {
        events.clear();
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long millis() {
                return startMillis + Math.floorDiv(nowNanos, NANOS_PER_MILLI);
            }

            @Override
            public long nanos() {
                return nowNanos;
            }
        };
    }

    @Override
    public Scheduler scheduler() {
        return (delayNanos, task) -> {
            Objects.requireNonNull(task, "task");
            long at = nowNanos + Math.max(0, delayNanos);
            Event event = new Event(at < nowNanos ? Long.MAX_VALUE : at, order++, task);
            events.add(event);
            return () -> events.remove(event);
        };
    }

    @Override
    public Executor executor() {
        return this::post;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Worker startWorker(String name, Duty duty) {
        return new SteppedWorker(this::post, duty);
    }

    /**
     * Runs the world, moving the clock from timer to timer, until the stage is complete.
     *
     * @throws DunlinException TIMED_OUT if the timeout passes on this clock, or there is none and nothing is left that
     *     could complete the stage
     */
    @Override
    public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        long deadline = timeoutNanos > Long.MAX_VALUE - nowNanos ? Long.MAX_VALUE : nowNanos + timeoutNanos;
        while (!future.isDone()) {
            Event next = events.peek();
            if (next == null || next.atNanos > deadline) {
                nowNanos = deadline == Long.MAX_VALUE ? nowNanos : deadline;
                throw new DunlinException(
                        Reason.TIMED_OUT, "nothing that runs until " + now() + " completes the stage");
            }
            runNext();
        }
        return future.join();
    }

    private void runUntil(long end) {
        long spins = 0;
        while (!events.isEmpty() && events.peek().atNanos <= end) {
            long before = nowNanos;
            runNext();
            spins = nowNanos == before ? spins + 1 : 0;
            if (spins > SPIN_LIMIT) {
                throw new IllegalStateException(SPIN_LIMIT + " events at " + now() + ": something reschedules itself");
            }
        }
    }

    private void runNext() {
        Event event = events.remove();
        nowNanos = Math.max(nowNanos, event.atNanos);
        event.task.run();
    }

    private void post(Runnable task) {
        events.add(new Event(nowNanos, order++, Objects.requireNonNull(task, "task")));
    }

    private static long nanosOf(Duration span) {
        try {
            return span.toNanos();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("span=" + span + ": at most " + Duration.ofNanos(Long.MAX_VALUE), e);
        }
    }
}
