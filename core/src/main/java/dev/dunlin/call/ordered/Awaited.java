package dev.dunlin.call.ordered;

import dev.dunlin.call.RequestRefused;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.transport.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a position, or for what came of a request; each until a deadline. The requests of a replica are bounded, and so
 * are these. For the lane's thread alone.
 */
final class Awaited {

    /** Names a request. */
    record Identity(long caller, long number) {}

    private static final class Waiter<T> {

        private final long position;
        private final CompletableFuture<T> future;
        private Scheduler.@Nullable Timer timer;

        Waiter(long position, CompletableFuture<T> future) {
            this.position = position;
            this.future = future;
        }

        void done() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private final Environment environment;
    private final Lane lane;
    private final PriorityQueue<Waiter<Boolean>> positions =
            new PriorityQueue<>(Comparator.comparingLong((Waiter<Boolean> waiter) -> waiter.position));
    private final Map<Identity, List<Waiter<byte[]>>> outcomes = new HashMap<>();

    Awaited(Environment environment, Lane lane) {
        this.environment = environment;
        this.lane = lane;
    }

    /** Whether nobody waits. */
    boolean isEmpty() {
        return positions.isEmpty() && outcomes.isEmpty();
    }

    /** Completes a future with true when a position is reached, or with false after a time. */
    void position(long position, long withinNanos, CompletableFuture<Boolean> future) {
        if (withinNanos <= 0) {
            future.complete(false);
            return;
        }
        Waiter<Boolean> waiter = new Waiter<>(position, future);
        positions.add(waiter);
        limit(waiter, withinNanos, () -> {
            positions.remove(waiter);
            future.complete(false);
        });
    }

    /** Completes a future with what came of a request when that is known, or fails it after a time. */
    void outcome(Identity of, long withinNanos, CompletableFuture<byte[]> future) {
        if (withinNanos <= 0) {
            future.completeExceptionally(late());
            return;
        }
        Waiter<byte[]> waiter = new Waiter<>(0, future);
        outcomes.computeIfAbsent(of, key -> new ArrayList<>(1)).add(waiter);
        limit(waiter, withinNanos, () -> {
            outcomes.computeIfPresent(of, (key, list) -> list.remove(waiter) && list.isEmpty() ? null : list);
            future.completeExceptionally(late());
        });
    }

    private static RequestRefused late() {
        return new RequestRefused(Failure.BEHIND, "the request has not been applied here until the deadline");
    }

    private <T> void limit(Waiter<T> waiter, long withinNanos, Runnable tooLate) {
        if (withinNanos != Long.MAX_VALUE) {
            waiter.timer = environment.scheduler().schedule(withinNanos, () -> lane.execute(tooLate));
        }
    }

    /** So many entries have been applied. */
    void reached(long position) {
        for (Waiter<Boolean> next = positions.peek();
                next != null && next.position <= position;
                next = positions.peek()) {
            positions.remove();
            next.done();
            next.future.complete(true);
        }
    }

    /** An entry has been applied: who waits for it is answered. */
    void applied(Identity request, ResultMemory memory) {
        List<Waiter<byte[]>> waiting = outcomes.remove(request);
        if (waiting != null) {
            for (Waiter<byte[]> waiter : waiting) {
                waiter.done();
                answer(request, memory, waiter.future);
            }
        }
    }

    /** The state is another: whoever waits for what it knows is answered. */
    void restored(long position, ResultMemory memory) {
        reached(position);
        for (Identity request : List.copyOf(outcomes.keySet())) {
            if (knows(request, memory)) {
                applied(request, memory);
            }
        }
    }

    /** Whether {@link #answer} has something to say. */
    static boolean knows(Identity request, ResultMemory memory) {
        return memory.find(request.caller(), request.number()) != null
                || memory.isSettled(request.caller(), request.number());
    }

    /** Answers what came of a request that has been applied or refused. */
    static void answer(Identity request, ResultMemory memory, CompletableFuture<byte[]> future) {
        Outcome outcome = memory.find(request.caller(), request.number());
        if (outcome != null && outcome.failed()) {
            future.completeExceptionally(new Refused(new String(outcome.body(), StandardCharsets.UTF_8)));
        } else if (outcome != null) {
            future.complete(new ByteWriter(outcome.body().length + 8)
                    .put(outcome.position())
                    .rest(outcome.body())
                    .bytes());
        } else if (memory.isSettled(request.caller(), request.number())) {
            future.completeExceptionally(new Refused("the request is older than what its caller said it needs"));
        } else {
            future.completeExceptionally(
                    new RequestRefused(Failure.BUSY, "as much is remembered as may be: " + memory.bytes() + " bytes"));
        }
    }

    /** Fails all who wait: nothing more will be applied. */
    void abandon(RequestRefused why) {
        outcomes.values()
                .forEach(list -> list.forEach(waiter -> {
                    waiter.done();
                    waiter.future.completeExceptionally(why);
                }));
        outcomes.clear();
        positions.forEach(waiter -> {
            waiter.done();
            waiter.future.complete(false);
        });
        positions.clear();
    }

    /** What the state machine threw, in words. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(Objects.requireNonNull(why, "why"), null, false, false);
        }

        @Override
        @SuppressWarnings(
                "OverrideThrowableToString") // what failed is told in these words, whose class is of no interest
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
