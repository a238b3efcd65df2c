package dev.dunlin.transport;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of a connection.
 *
 * @param maxFrameBytes how large a frame may be, encoded, in bytes; at least 1 KiB
 * @param highWaterBytes from how many queued bytes on a connection is not writable; positive
 * @param maxQueuedBytes how many queued bytes end the connection; above {@code highWaterBytes}
 * @param frameTimeout how long a frame that has begun may stand still: a peer that sends neither its rest nor {@link
 *     #LEAST_BYTES} more within that time is given up; positive. Of no meaning where frames do not come in pieces
 */
public record TransportLimits(int maxFrameBytes, int highWaterBytes, int maxQueuedBytes, Duration frameTimeout) {

    /** How much of a frame must come within {@link #frameTimeout()}, unless it comes to its end: 4 KiB. */
    public static final int LEAST_BYTES = 4 << 10;

    /** Frames of 17 MiB, for messages of 16; waits from 256 KiB on; ends at 64 MiB; frames stand still for 10 s. */
    public static final TransportLimits DEFAULT =
            new TransportLimits(17 << 20, 256 << 10, 64 << 20, Duration.ofSeconds(10));

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public TransportLimits {
        if (maxFrameBytes < 1024) {
            throw new IllegalArgumentException("maxFrameBytes=" + maxFrameBytes + ": must be at least 1024");
        }
        if (highWaterBytes < 1) {
            throw new IllegalArgumentException("highWaterBytes=" + highWaterBytes + ": must be positive");
        }
        if (maxQueuedBytes <= highWaterBytes) {
            throw new IllegalArgumentException(
                    "maxQueuedBytes=" + maxQueuedBytes + ": must be above highWaterBytes=" + highWaterBytes);
        }
        Objects.requireNonNull(frameTimeout, "frameTimeout");
        if (frameTimeout.isZero() || frameTimeout.isNegative()) {
            throw new IllegalArgumentException("frameTimeout=" + frameTimeout + ": must be positive");
        }
    }

    /** The bounds on sizes, with frames that stand still as long as by {@linkplain #DEFAULT default}. */
    public TransportLimits(int maxFrameBytes, int highWaterBytes, int maxQueuedBytes) {
        this(maxFrameBytes, highWaterBytes, maxQueuedBytes, DEFAULT.frameTimeout);
    }
}
