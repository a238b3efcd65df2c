package dev.dunlin.criu.move;

/**
 * Where a migration stands on the host that the process goes to. A pure function; {@code docs/migration.md} draws it.
 *
 * <p>The process runs here in {@link #RUNNING} alone. Until then what was restored of it is stopped, and {@link #NEVER} is a
 * promise: whatever comes afterwards, it does not run here.
 */
enum TargetState {
    /** Its images come in. */
    RECEIVING,
    /** It is being restored, to be stopped at once. */
    RESTORING,
    /** It is restored, and stopped. */
    HELD,
    /** It runs here. */
    RUNNING,
    /** It does not run here, and never will. */
    NEVER;

    /** What happens there. */
    enum Event {
        /** All that was sent is there, and is what was sent. */
        COMPLETE,
        /** It is restored. */
        RESTORED,
        /** Something went wrong here. */
        FAILED,
        /** The source says: run it. */
        GO,
        /** The source says: leave it. */
        ABORT,
        /** Nothing was heard of the source for too long. */
        FORSAKEN,
        /** The receiver was started again, and reads where it stood. */
        RESTARTED
    }

    /** Where it stands after something has happened. */
    TargetState after(Event event) {
        return switch (this) {
            case RECEIVING -> event == Event.COMPLETE ? RESTORING : NEVER;
            case RESTORING -> event == Event.RESTORED ? HELD : NEVER;
            case HELD -> event == Event.GO ? RUNNING : NEVER;
            case RUNNING, NEVER -> this;
        };
    }

    /** Whether nothing can change it. */
    boolean settled() {
        return this == RUNNING || this == NEVER;
    }
}
