package dev.dunlin.simulation;

/** A simulation was misused, or does not end: the message says how, and what happened last. */
public final class SimulationException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final boolean placed;

    SimulationException(String message) {
        super(message);
        this.placed = false;
    }

    SimulationException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private SimulationException(String message, Throwable cause, boolean placed) {
        super(message, cause);
        this.placed = placed;
    }

    /** Whether it says already where in which run it happened. */
    boolean isPlaced() {
        return placed;
    }

    /** The same, with where it happened and what happened last. */
    SimulationException placed(String where, String tail) {
        return new SimulationException(where + ": " + getMessage() + tail, this, true);
    }
}
