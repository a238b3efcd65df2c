package dev.dunlin.simulation;

/** What a host runs from its start on, and again after each restart. */
@FunctionalInterface
public interface Program {

    /**
     * Starts what the host does: serves, connects, sets timers. Called on the simulation's thread; may wait, by the
     * environment. What it throws ends the run of the simulation.
     *
     * @param host the host, whose {@link Host#environment()} is that of this life
     * @throws Exception any, to end the run with it
     */
    void start(Host host) throws Exception;
}
