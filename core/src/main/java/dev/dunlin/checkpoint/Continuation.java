package dev.dunlin.checkpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** How a program that had itself frozen finds itself again: each way of coming back from the same call. */
public sealed interface Continuation {

    /**
     * It is the process that asked, and it has gone on; what is on disk is there for later.
     *
     * @param checkpoint what was taken
     */
    record WentOn(Checkpoint checkpoint) implements Continuation {

        /** Checks that it is given. */
        public WentOn {
            Objects.requireNonNull(checkpoint, "checkpoint");
        }
    }

    /**
     * It was thawed from disk, once or once again, here or on another host.
     *
     * @param directory where it was frozen to; on another host, or after the images were moved, it is not there
     * @param frozen when it was frozen, by the wall clock of then
     * @param restored when it was thawed, by the wall clock of now
     */
    record Restored(Path directory, Instant frozen, Instant restored) implements Continuation {

        /** Checks that all is given. */
        public Restored {
            Objects.requireNonNull(directory, "directory");
            Objects.requireNonNull(frozen, "frozen");
            Objects.requireNonNull(restored, "restored");
        }

        /** How long it was away; zero if the clock here is behind the clock there. */
        public Duration away() {
            Duration between = Duration.between(frozen, restored);
            return between.isNegative() ? Duration.ZERO : between;
        }
    }
}
