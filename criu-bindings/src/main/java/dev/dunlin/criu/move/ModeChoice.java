package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.util.Optional;

/**
 * Chooses how a process is moved. Pure.
 *
 * @param memoryBytes how much memory it has
 * @param bytesPerSecond how fast the link is; 0 if that was not measured
 * @param postCopy what is in the way of its memory following it, if anything
 * @param preCopy what is in the way of its memory going ahead of it, if anything
 */
record ModeChoice(long memoryBytes, long bytesPerSecond, Optional<String> postCopy, Optional<String> preCopy) {

    /** How long memory may take over the link before it is better to send it before or afterwards. */
    private static final double WORTH_SECONDS = 0.5;

    /**
     * What is asked for; or what promises the shortest gap, if to send the memory takes long enough to be worth the risk of
     * sending it afterwards.
     *
     * @throws DunlinException REJECTED if what is asked for cannot be
     */
    Mode of(Mode asked) {
        return switch (asked) {
            case STOP_AND_COPY -> asked;
            case POST_COPY -> possible(asked, postCopy);
            case PRE_COPY -> possible(asked, preCopy);
            case AUTO -> {
                boolean quick = bytesPerSecond <= 0 || memoryBytes / (double) bytesPerSecond <= WORTH_SECONDS;
                if (quick || (postCopy.isPresent() && preCopy.isPresent())) {
                    yield Mode.STOP_AND_COPY;
                }
                yield postCopy.isEmpty() ? Mode.POST_COPY : Mode.PRE_COPY;
            }
        };
    }

    private static Mode possible(Mode asked, Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            throw new DunlinException(Reason.REJECTED, "mode=" + asked + ": " + obstacle.get());
        }
        return asked;
    }
}
