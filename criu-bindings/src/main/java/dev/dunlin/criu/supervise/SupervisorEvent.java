package dev.dunlin.criu.supervise;

import java.nio.file.Path;
import java.time.Duration;

/** Something that happened to a supervised command. */
public sealed interface SupervisorEvent {

    /**
     * It was started from its beginning.
     *
     * @param pid its number
     */
    record Started(long pid) implements SupervisorEvent {}

    /**
     * It was checkpointed, and goes on.
     *
     * @param directory where to
     * @param stoodStill for how long it did
     */
    record Checkpointed(Path directory, Duration stoodStill) implements SupervisorEvent {}

    /**
     * It could not be checkpointed, and goes on.
     *
     * @param why the cause, and the mend
     */
    record NotCheckpointed(String why) implements SupervisorEvent {}

    /**
     * An old checkpoint was removed, to stay within the bounds.
     *
     * @param directory which
     */
    record Removed(Path directory) implements SupervisorEvent {}

    /**
     * It has died.
     *
     * @param how its exit status, or that there is none
     */
    record Died(String how) implements SupervisorEvent {}

    /**
     * It goes on from a checkpoint.
     *
     * @param directory which
     * @param age how old that is: what was done since is done again
     */
    record Restored(Path directory, Duration age) implements SupervisorEvent {}

    /**
     * A checkpoint could not be thawed; an older one is tried.
     *
     * @param directory which
     * @param why the cause, and the mend
     */
    record NotRestored(Path directory, String why) implements SupervisorEvent {}

    /**
     * It has ended by itself, with status 0.
     */
    record Finished() implements SupervisorEvent {}

    /**
     * It died too often, and is not started again.
     *
     * @param restarts how often in a row it was
     */
    record GivenUp(int restarts) implements SupervisorEvent {}
}
