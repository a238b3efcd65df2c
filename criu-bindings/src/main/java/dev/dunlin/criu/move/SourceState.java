package dev.dunlin.criu.move;

/**
 * Where a migration stands on the host that the process leaves. A pure function; {@code docs/migration.md} draws it.
 *
 * <p>In {@link #SENDING} the source may take the process back at any time, as it has not said "go". In {@link #DECIDED} it
 * may not: then only the target's word ends the doubt, and until it comes the process stays stopped here.
 */
enum SourceState {
    /** The process is stopped, and is being copied. */
    SENDING,
    /** The target was told to run it. */
    DECIDED,
    /** It runs on here; the migration came to nothing. */
    RUNS_ON,
    /** It runs there, and is ended here. */
    MOVED;

    /** What happens there. */
    enum Event {
        /** The target holds it, restored and stopped. */
        HELD,
        /** The target runs it. */
        RUNNING,
        /** The target does not run it, and never will. */
        NEVER,
        /** Something went wrong here, or the target was not heard of for too long. */
        GIVE_UP
    }

    /** Where it stands after something has happened. */
    SourceState after(Event event) {
        return switch (this) {
            case SENDING ->
                switch (event) {
                    case HELD -> DECIDED;
                    case NEVER, GIVE_UP -> RUNS_ON;
                    case RUNNING -> throw new IllegalStateException("the target runs what it was not told to run");
                };
            case DECIDED ->
                switch (event) {
                    case RUNNING -> MOVED;
                    case NEVER -> RUNS_ON;
                    case HELD, GIVE_UP -> DECIDED;
                };
            case RUNS_ON, MOVED -> this;
        };
    }

    /** Whether nothing can change it. */
    boolean settled() {
        return this == RUNS_ON || this == MOVED;
    }
}
