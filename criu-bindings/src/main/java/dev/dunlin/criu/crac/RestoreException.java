package dev.dunlin.criu.crac;

/** Resources did not come back. What they threw is {@linkplain #getSuppressed() suppressed} in it. */
public final class RestoreException extends Exception {

    private static final long serialVersionUID = 1L;

    RestoreException() {
        super("resources did not come back: see what is suppressed in this");
    }
}
