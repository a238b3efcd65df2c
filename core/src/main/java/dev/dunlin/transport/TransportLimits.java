package dev.dunlin.transport;

/**
 * The bounds of a connection.
 *
 * @param maxFrameBytes how large a frame may be, encoded, in bytes; at least 1 KiB
 * @param highWaterBytes from how many queued bytes on a connection is not writable; positive
 * @param maxQueuedBytes how many queued bytes end the connection; above {@code highWaterBytes}
 */
public record TransportLimits(int maxFrameBytes, int highWaterBytes, int maxQueuedBytes) {

    /** Frames of 17 MiB, for messages of 16; waits from 256 KiB on; ends at 64 MiB. */
    public static final TransportLimits DEFAULT = new TransportLimits(17 << 20, 256 << 10, 64 << 20);

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
    }
}
