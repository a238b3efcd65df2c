package dev.dunlin.call;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of any threads one at a time, each thread's in its order, on the thread of whoever found none being run. What one
 * did happens before what the next does.
 */
final class OneByOne {

    /*
     * `waiting` is null while nobody runs a task, NOTHING while somebody does and no other waits, else the last that was put
     * behind, which leads to those before it. Who finds null runs its task at once, and makes no object for that, which is what
     * nearly always happens; it goes on until it has changed NOTHING back to null. All accesses are volatile: a task is put
     * behind with a compare-and-set, and taken by the runner with a get-and-set, which makes what its giver did happen before
     * it runs; what a runner did happens before the next one through its compare-and-set to null. A task that is given from
     * within another finds a runner, and runs after it.
     *
     * Non-invariant: the order of tasks of different threads.
     */
    private static final Waiting NOTHING = new Waiting(() -> {});

    private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

    /** A task, and its neighbour: the one before it until it is taken, then the one after it. */
    private static final class Waiting {
        final Runnable task;

        @Nullable
        Waiting next;

        Waiting(Runnable task) {
            this.task = task;
        }
    }

    /** Runs a task now, or has it run by whoever is at it. It must not throw. */
    void run(Runnable task) {
        if (waiting.compareAndSet(null, NOTHING)) {
            task.run();
            runWaiting();
        } else {
            runOrLeave(task);
        }
    }

    private void runOrLeave(Runnable task) {
        Waiting mine = new Waiting(task);
        while (true) {
            Waiting last = waiting.get();
            if (last == null) {
                if (waiting.compareAndSet(null, NOTHING)) {
                    task.run();
                    runWaiting();
                    return;
                }
            } else {
                mine.next = last == NOTHING ? null : last;
                if (waiting.compareAndSet(last, mine)) {
                    return;
                }
            }
        }
    }

    private void runWaiting() {
        while (!waiting.compareAndSet(NOTHING, null)) {
            Waiting next = inOrder(waiting.getAndSet(NOTHING));
            while (next != null) {
                next.task.run();
                next = next.next;
            }
        }
    }

    /** Turns the chain round: the first that was given leads to the next. */
    private static @Nullable Waiting inOrder(@Nullable Waiting last) {
        Waiting first = null;
        Waiting each = last;
        while (each != null) {
            Waiting before = each.next;
            each.next = first;
            first = each;
            each = before;
        }
        return first;
    }
}
