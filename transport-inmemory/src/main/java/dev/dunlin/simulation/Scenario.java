package dev.dunlin.simulation;

/** Something that runs in a simulation and checks what came of it. */
@FunctionalInterface
public interface Scenario {

    /**
     * Runs it.
     *
     * @param simulation a new one, with the seed of this run
     * @throws Exception any, as an {@link AssertionError}, to say that the run has failed
     */
    void run(Simulation simulation) throws Exception;
}
