package dev.dunlin.criu.move;

import java.net.URI;
import java.time.Duration;

/** The longest time between two answers. Safe for use by any thread. */
final class Waits {

    private final long zero;
    private long asked;
    private long answered;
    private long failed;
    private long newest = -1;
    private long lastNanos;
    private long gapBegin;
    private long gapNanos;

    /**
     * Creates one without an answer.
     *
     * @param zero from when on instants are counted, in nanoseconds of the clock by which answers are told
     */
    Waits(long zero) {
        this.zero = zero;
        this.gapBegin = zero;
    }

    /** The number of the next question, from 0 on. */
    synchronized long ask() {
        return asked++;
    }

    /** An answer has come, at an instant of the clock. */
    synchronized void answered(long number, long nanos) {
        if (answered > 0) {
            stretch(nanos);
        }
        answered++;
        newest = Math.max(newest, number);
        lastNanos = nanos;
    }

    /** There will be no answer to a question. */
    synchronized void failed() {
        failed++;
    }

    /** Nothing more is waited for: what has lasted since the last answer counts too. */
    synchronized void end(long nanos) {
        if (answered > 0) {
            stretch(nanos);
            lastNanos = nanos;
        }
    }

    private void stretch(long nanos) {
        if (nanos - lastNanos > gapNanos) {
            gapNanos = nanos - lastNanos;
            gapBegin = lastNanos;
        }
    }

    synchronized long asked() {
        return asked;
    }

    synchronized long unanswered() {
        return asked - answered - failed;
    }

    /** Whether there was an answer to a question of this number or a later one; for 0: to any. */
    synchronized boolean heardFrom(long number) {
        return newest >= number;
    }

    synchronized ClientView view(URI broker) {
        return new ClientView(
                broker, Duration.ofNanos(gapBegin - zero), Duration.ofNanos(gapNanos), asked, answered, failed);
    }
}
