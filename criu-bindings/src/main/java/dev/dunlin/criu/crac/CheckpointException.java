package dev.dunlin.criu.crac;

/** The process was not frozen. Why is {@linkplain #getSuppressed() suppressed} in it: what the resources threw, or the tool's fault. */
public final class CheckpointException extends Exception {

    private static final long serialVersionUID = 1L;

    CheckpointException() {
        super("the process was not frozen: see what is suppressed in this");
    }
}
