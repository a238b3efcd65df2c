package dev.dunlin.call.ordered;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after another in the order in which they came, on threads of an executor: what they share needs no lock. Its
 * bound is that of those who give it tasks: a subscription has one at a time here, and a replica bounds its requests.
 */
final class Lane implements Executor {

    /*
     * `tasks` is offered to before `waiting` is raised; whoever raises it from zero has a run begun, which goes on until it has
     * lowered it to zero: so there is one run at a time, and what one task did happens before the next.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    /** After so many tasks others of the executor have their turn. */
    private static final int TURN = 256;

    private final Executor executor;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Lane(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int left = TURN;
        do {
            if (left-- == 0) {
                executor.execute(this::run);
                return;
            }
            Runnable task = tasks.poll();
            try {
                if (task != null) {
                    task.run();
                }
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "event=ordered-task-failed", e);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
