package dev.dunlin.contracts;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

final class VirtualWorld implements World {

    private static final Duration STEP = Duration.ofMillis(50);

    private final VirtualEnvironment environment = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Duration patience;

    VirtualWorld(Duration patience) {
        this.patience = patience;
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
        Instant deadline = now().plus(patience);
        environment.run();
        while (!condition.getAsBoolean()) {
            if (!now().isBefore(deadline)) {
                throw new AssertionError("all that is due at " + now() + " has happened, but not: " + what);
            }
            environment.advance(STEP);
        }
    }

    @Override
    public void awaitWithin(Duration span, String what, BooleanSupplier condition) {
        Instant deadline = now().plus(span);
        environment.run();
        while (!condition.getAsBoolean()) {
            if (!now().isBefore(deadline)) {
                throw new AssertionError("within " + span + " this has not come to hold: " + what);
            }
            environment.advance(STEP);
        }
    }

    @Override
    public void advance(Duration span) {
        environment.advance(span);
    }

    @Override
    public void settle() {
        environment.advance(patience);
    }

    @Override
    public Duration scaled(Duration span) {
        return span;
    }

    @Override
    public void pulse() {
        // One thread: nobody waits while something happens.
    }
}
