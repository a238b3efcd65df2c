package dev.dunlin.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks that may block, up to a number of them at once, on threads of an executor; the others wait in the order in which
 * they came. Whoever gives it tasks bounds them. Safe for use by any thread.
 */
final class Crew {

    /*
     * `running` counts runs that have been handed to the executor and have not ended. A run that finds the queue empty ends,
     * lowering it, and looks at the queue once more: a task that was offered before that by somebody who found the crew
     * complete is found then, or its offerer found room. ConcurrentLinkedQueue and AtomicInteger are sequentially consistent
     * here (volatile accesses), which that needs.
     */
    private final Executor executor;
    private final int most;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * A crew without work.
     *
     * @param most how many tasks run at once, at least 1
     */
    Crew(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /** Runs a task. One that throws ends its thread's run, and keeps no other from being run. */
    void execute(Runnable task) {
        waiting.add(task);
        startIfRoom();
    }

    private void startIfRoom() {
        int now = running.get();
        while (now < most && !waiting.isEmpty()) {
            if (running.compareAndSet(now, now + 1)) {
                executor.execute(this::run);
                return;
            }
            now = running.get();
        }
    }

    private void run() {
        try {
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
        } finally {
            running.decrementAndGet();
            startIfRoom();
        }
    }
}
