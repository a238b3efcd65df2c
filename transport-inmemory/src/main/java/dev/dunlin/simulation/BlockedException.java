package dev.dunlin.simulation;

/** A host's code waited where it must not: on one thread, what it waits for cannot happen. */
public final class BlockedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message who waits, and the mend
     * @param where whose stack shows where
     */
    public BlockedException(String message, Throwable where) {
        super(message, where);
    }
}
