package dev.dunlin.simulation;

import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The world of the contracts on a host of a simulation, whose network lies between all that connects; those who connect may be
 * on another host.
 */
final class SimulatedWorld implements World {

    private static final String FAR = "far";

    private final Simulation simulation;
    private final Host host;

    /** What all that is under way takes, but for what is sent in many rounds. */
    private final Duration settling;

    /** What all that is under way takes at most: a wait for time has it on top. */
    private final Duration patience;

    SimulatedWorld(long seed) {
        this(seed, Duration.ofMillis(5));
    }

    SimulatedWorld(long seed, Duration patience) {
        this(seed, patience, patience);
    }

    SimulatedWorld(long seed, Duration settling, Duration patience) {
        this.settling = settling;
        this.patience = patience;
        this.simulation = Simulation.seed(seed);
        this.host = simulation.host("world");
    }

    /** The environment of another host of the same simulation, with a link of a few milliseconds between the two. */
    static Environment across(Environment environment) {
        Simulation simulation = ((HostEnvironment) environment).simulation();
        if (!simulation.hasHost(FAR)) {
            simulation.host(FAR);
            simulation.network().latency(Duration.ofMillis(2), Duration.ofMillis(5));
        }
        return simulation.host(FAR).environment();
    }

    @Override
    public Environment environment() {
        return host.environment();
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
        awaitWithin(Duration.ZERO, what, condition);
    }

    @Override
    public void awaitWithin(Duration span, String what, BooleanSupplier condition) {
        if (!simulation.runUntil(condition, span.plus(patience))) {
            throw new AssertionError("within " + span + " this has not come to hold: " + what);
        }
    }

    @Override
    public void advance(Duration span) {
        simulation.runFor(span);
    }

    @Override
    public void settle() {
        simulation.runFor(settling);
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
