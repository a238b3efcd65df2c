package dev.dunlin.simulation;

import org.jspecify.annotations.Nullable;

/** A scenario failed for a seed: the message says which, how to run it again, and what happened last. */
public final class SeedFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    SeedFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What runs a seed again: a command if it is known, else what it needs. */
    static String again(String command, long seed) {
        return (command.isEmpty() ? "" : command + " ") + "-D" + Seeds.SEED_PROPERTY + "=" + seed;
    }

    static SeedFailure of(Simulation simulation, String command, Throwable failure) {
        return new SeedFailure(
                "seed=" + simulation.seed() + " fails after " + simulation.elapsed() + " (hash " + simulation.hash()
                        + "); run it again with " + again(command, simulation.seed()) + "\n"
                        + failure + "\nlast:" + simulation.tail(),
                failure);
    }
}
