package dev.dunlin.simulation;

import org.jspecify.annotations.Nullable;

/** Something that will happen at an instant of the simulation's time. */
final class Event {

    /** Not in the heap. */
    static final int NOWHERE = -1;

    /** On whose behalf it happens: skipped when that life has ended, kept for later while it stands still. */
    final @Nullable Life life;

    final Runnable task;

    /** Whether the task may wait for others, as one on a pool of threads may. */
    final boolean mayWait;

    long atNanos;
    long order;
    int place = NOWHERE;

    Event(@Nullable Life life, Runnable task, boolean mayWait) {
        this.life = life;
        this.task = task;
        this.mayWait = mayWait;
    }

    boolean isBefore(Event other) {
        return atNanos < other.atNanos || (atNanos == other.atNanos && order < other.order);
    }
}
