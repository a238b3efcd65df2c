package dev.dunlin.call.ordered;

/**
 * Gives a state machine's state, and takes it from another replica's. Called as the {@link StateMachine} is: by one thread at a
 * time, between requests.
 */
public interface Snapshots {

    /** The state, encoded; not to be changed afterwards. Nothing is applied or read while it is made. */
    byte[] take();

    /**
     * Puts a state in the place of the one that is there.
     *
     * @param state what {@link #take} gave, on another replica; not to be changed
     * @throws RuntimeException if it cannot be read; another replica is asked then
     */
    void restore(byte[] state);
}
