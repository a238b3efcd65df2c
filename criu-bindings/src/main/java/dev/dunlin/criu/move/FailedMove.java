package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration that came to nothing, or is in doubt. Immutable.
 *
 * @param id its name
 * @param pid the process
 * @param mode how it was moved; null if that was not chosen yet
 * @param phase in which part of it it failed
 * @param place where the process lives
 * @param bytes how many bytes of images were sent
 * @param took how long it took
 * @param stoodStill for how long of that the process stood still; so far, if it is in doubt
 * @param cause why, with the mend
 */
public record FailedMove(
        UUID id,
        long pid,
        MigrationConfig.@Nullable Mode mode,
        String phase,
        Place place,
        long bytes,
        Duration took,
        Duration stoodStill,
        DunlinException cause)
        implements MoveOutcome {

    /** Where the process lives. */
    public enum Place {
        /** It runs where it was. */
        SOURCE,
        /** It is stopped where it was, as the target may run it: {@link Migration#settle} ends the doubt. */
        IN_DOUBT
    }

    /** The fault of a criu, here or there, if that is what it was. */
    public Optional<CheckpointFault> fault() {
        return cause instanceof CheckpointException checkpoint ? Optional.of(checkpoint.fault()) : Optional.empty();
    }

    @Override
    public String toJson() {
        return "{\"outcome\":\"failed\",\"id\":\"" + id + "\",\"pid\":" + pid + ",\"mode\":"
                + (mode == null ? "null" : "\"" + mode + "\"") + ",\"phase\":" + MoveReport.quoted(phase)
                + ",\"reason\":\"" + cause.reason() + "\",\"fault\":"
                + fault().map(fault -> "\"" + fault + "\"").orElse("null") + ",\"livesOn\":\""
                + place.name().toLowerCase(Locale.ROOT) + "\",\"bytes\":" + bytes + ",\"micros\":"
                + took.toNanos() / 1_000 + ",\"downtimeMicros\":" + stoodStill.toNanos() / 1_000 + ",\"detail\":"
                + MoveReport.quoted(String.valueOf(cause.getMessage())) + "}";
    }
}
