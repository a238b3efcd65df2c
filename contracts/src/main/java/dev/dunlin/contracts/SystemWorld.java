package dev.dunlin.contracts;

import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

final class SystemWorld implements World {

    /** How long a wait may take that only work stands before; long, as only failures wait it out. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final int SCALE = 50;

    private final Semaphore pulses = new Semaphore(0);

    @Override
    public Environment environment() {
        return Environment.system();
    }

    @Override
    public boolean isVirtual() {
        return false;
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
        awaitWithin(Duration.ZERO, what, condition);
    }

    @Override
    public void awaitWithin(Duration span, String what, BooleanSupplier condition) {
        long begun = nanos();
        long limit = span.plus(PATIENCE).toNanos();
        while (!condition.getAsBoolean()) {
            if (nanos() - begun > limit) {
                throw new AssertionError("within " + Duration.ofNanos(limit) + " this has not come to hold: " + what);
            }
            pulsed(LOOK_NANOS);
        }
    }

    @Override
    public void advance(Duration span) {
        long until = environment().clock().millis() + span.toMillis() + 1;
        long begun = nanos();
        awaitWithin(
                span,
                span + " have passed",
                () -> environment().clock().millis() >= until && nanos() - begun >= span.toNanos());
    }

    @Override
    public void settle() {
        long begun = nanos();
        while (pulsed(QUIET_NANOS) && nanos() - begun < PATIENCE.toNanos()) {
            pulses.drainPermits();
        }
    }

    @Override
    public Duration scaled(Duration span) {
        return span.dividedBy(SCALE);
    }

    @Override
    public void pulse() {
        pulses.release();
    }

    private boolean pulsed(long nanos) {
        try {
            return pulses.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    private long nanos() {
        return environment().clock().nanos();
    }
}
