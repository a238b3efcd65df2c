package dev.dunlin.criu.move;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions that nobody announces, with a deadline. */
final class Await {

    private static final int USUAL_SECONDS = 30;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {}

    /** Something that comes true. */
    interface Condition {
        boolean holds();
    }

    static void until(String what, Condition condition) {
        until(what, USUAL_SECONDS, condition);
    }

    /** With a deadline of its own, for what takes long on a machine that others use. */
    static void until(String what, int seconds, Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
