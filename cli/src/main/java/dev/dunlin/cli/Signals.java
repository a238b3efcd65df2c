package dev.dunlin.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an orderly end: the command is asked to stop, finishes what it has begun, and
 * the process ends with the command's code instead of the signal's. Safe for use by any thread.
 */
final class Signals {

    /** How long a command may take to finish what it has begun. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private volatile @Nullable Runnable action;

    /** Asks to be told of the process's signals. */
    static Signals install(Stdio stdio) {
        Signals signals = new Signals();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signals.end(stdio), "dunlin-signal"));
        return signals;
    }

    /**
     * What makes the command come to its end; without one it is simply cut off.
     *
     * @param action must not block; called by another thread, and perhaps more than once
     */
    void onStop(Runnable action) {
        this.action = action;
        if (stopping.getCount() == 0) {
            action.run();
        }
    }

    /** Asks the command to come to its end, as a signal does. */
    void stop() {
        stopping.countDown();
        Runnable current = action;
        if (current != null) {
            current.run();
        }
    }

    /** Waits to be asked to stop. */
    void await() {
        try {
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits to be asked to stop, but not for ever.
     *
     * @return whether it was asked
     */
    boolean await(Duration timeout) {
        try {
            return stopping.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends the process with the command's code; does not return. */
    void exit(int code) {
        finished.complete(code);
        System.exit(code);
    }

    /** Runs when the process ends, by a signal or by {@link #exit}. */
    private void end(Stdio stdio) {
        if (finished.isDone()) {
            return;
        }
        stop();
        Runtime.getRuntime().halt(action == null ? ExitCode.OK : awaitFinish(stdio));
    }

    private int awaitFinish(Stdio stdio) {
        try {
            return finished.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stdio.say("could not finish within " + GRACE.toSeconds() + " s of being asked to stop");
            return ExitCode.TRY_AGAIN;
        } catch (InterruptedException | ExecutionException e) {
            return ExitCode.FAULT;
        }
    }
}
