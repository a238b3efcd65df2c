package dev.dunlin.environment;

/**
 * Runs a task later, once. Tasks must be short and must not block: hand longer work to a {@link Worker} or an executor.
 * Safe for use by any thread.
 */
public interface Scheduler {

    /**
     * Runs a task after a delay.
     *
     * @param delayNanos how long to wait, in nanoseconds; zero or less means as soon as possible
     * @param task what to run
     * @return a handle that cancels the task
     */
    Timer schedule(long delayNanos, Runnable task);

    /** A scheduled task. */
    @FunctionalInterface
    interface Timer {

        /** Prevents the task from running if it has not begun; otherwise does nothing. */
        void cancel();
    }
}
