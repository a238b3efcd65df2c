package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.Waiting;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How many publishes, and how many bytes of them, are unanswered: publishers wait when it is full. It also bounds the
 * queue between the publishers and the connection, since who is in the window is in the queue or was sent. Safe for use by
 * any thread.
 */
final class PublishWindow {

    /*
     * `state` holds the count in its low bits and the bytes above, so that both change by one compare-and-set or add.
     *
     * A publisher that finds no room puts a future into `room`, or takes the one that is there, and then tries once more.
     * Whoever releases changes `state` first and looks at `room` after. Both are read-modify-writes in one total order
     * (Dekker), so either the publisher finds the room or the releaser finds the future.
     *
     * The future completes when a quarter is free, not at the first place: a publisher that is held up by the window goes
     * on with a good many messages at once. It cannot be forgotten, for with nothing unanswered all is free. Completing
     * wakes all who wait; those who find no room wait again.
     *
     * The bytes may pass the bound by one message, which may be larger than the bound.
     */
    private static final int COUNT_BITS = 20;

    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final Environment environment;
    private final int maxCount;
    private final long maxBytes;
    private final AtomicLong state = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<Void>> room = new AtomicReference<>();
    private volatile @Nullable DunlinException fault;

    PublishWindow(Environment environment, int maxCount, long maxBytes) {
        this.environment = environment;
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    int maxCount() {
        return maxCount;
    }

    /** Whether there would be places for all of them if nothing else were unanswered. */
    boolean couldHold(int count, long bytes) {
        return count <= maxCount && (count == 1 || bytes <= maxBytes);
    }

    /** Takes a place, if there is one. */
    boolean tryAcquire(long bytes) {
        return tryAcquire(1, bytes);
    }

    /** Takes places for all of them, if there are so many. */
    boolean tryAcquire(int count, long bytes) {
        while (true) {
            long before = state.get();
            boolean full = count(before) + count > maxCount || bytes(before) >= maxBytes;
            if (full || (count > 1 && bytes(before) + bytes > maxBytes)) {
                return false;
            }
            if (state.compareAndSet(before, before + delta(count, bytes))) {
                return true;
            }
        }
    }

    /**
     * Takes one place, and waits for it.
     *
     * @throws DunlinException the session's, if it ends meanwhile; WOULD_BLOCK on a thread that serves a connection
     */
    void acquire(long bytes) {
        while (!tryAcquire(bytes)) {
            CompletableFuture<Void> freed = waitingForRoom();
            if (tryAcquire(bytes)) {
                return;
            }
            Waiting.await(environment, freed, Waiting.WITHOUT_BOUND, "publishing: the window is full and");
        }
    }

    private CompletableFuture<Void> waitingForRoom() {
        while (true) {
            CompletableFuture<Void> there = room.get();
            if (there == null) {
                CompletableFuture<Void> mine = new CompletableFuture<>();
                if (!room.compareAndSet(null, mine)) {
                    continue;
                }
                there = mine;
            }
            DunlinException why = fault;
            if (why != null) {
                there.completeExceptionally(why);
            }
            return there;
        }
    }

    /** Gives places back. */
    void release(int count, long bytes) {
        long now = state.addAndGet(-delta(count, bytes));
        boolean enough = count(now) <= maxCount - (maxCount + 3) / 4 && bytes(now) <= maxBytes - maxBytes / 4;
        if (enough && room.get() != null) {
            CompletableFuture<Void> waiting = room.getAndSet(null);
            if (waiting != null) {
                waiting.complete(null);
            }
        }
    }

    boolean isEmpty() {
        return state.get() == 0;
    }

    /** Lets nobody wait any more. */
    void fail(DunlinException why) {
        fault = why;
        CompletableFuture<Void> waiting = room.getAndSet(null);
        if (waiting != null) {
            waiting.completeExceptionally(why);
        }
    }

    private static long delta(int count, long bytes) {
        return (bytes << COUNT_BITS) + count;
    }

    private static int count(long state) {
        return (int) (state & COUNT_MASK);
    }

    private static long bytes(long state) {
        return state >> COUNT_BITS;
    }
}
