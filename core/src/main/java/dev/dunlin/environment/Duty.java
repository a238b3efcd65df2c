package dev.dunlin.environment;

/**
 * A loop turned inside out: each step does what can be done now and never blocks. A {@link Worker} calls it from one
 * thread at a time, with a happens-before edge between one step and the next.
 */
public interface Duty {

    /**
     * Does some of the work at hand.
     *
     * @return how much was done; zero means that nothing was to be done
     */
    int step();

    /**
     * Called when steps have found nothing for a while and the worker is about to sleep. The duty arranges that {@link
     * Worker#wake()} is called for all work that comes from now on, and looks once more.
     *
     * @return whether the worker may sleep; false if work came in between
     */
    boolean settle();
}
