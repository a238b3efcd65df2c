package dev.dunlin.environment;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A worker without a thread, for environments of one thread: each step is a task of its own, so that others come in between.
 * For that thread alone.
 */
public final class SteppedWorker implements Worker {

    private final Executor steps;
    private final Duty duty;
    private boolean posted;
    private boolean closed;

    /**
     * Creates one that sleeps.
     *
     * @param steps runs each step later, never within the call
     * @param duty what it drives
     */
    public SteppedWorker(Executor steps, Duty duty) {
        this.steps = Objects.requireNonNull(steps, "steps");
        this.duty = Objects.requireNonNull(duty, "duty");
    }

    @Override
    public void wake() {
        if (!posted && !closed) {
            posted = true;
            steps.execute(this::step);
        }
    }

    /** Steps are made on the one thread: whoever could ask is not running. */
    @Override
    public boolean isBlocked() {
        return false;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void step() {
        posted = false;
        if (closed) {
            return;
        }
        boolean goOn = true;
        try {
            goOn = duty.step() > 0 || !duty.settle();
        } finally {
            if (goOn) {
                wake();
            }
        }
    }
}
