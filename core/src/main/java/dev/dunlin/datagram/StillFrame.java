package dev.dunlin.datagram;

import dev.dunlin.transport.TransportLimits;
import java.time.Duration;

/** Whether a frame that has begun stands still: {@link TransportLimits#frameTimeout()}. For one thread. */
final class StillFrame {

    private final long timeoutNanos;
    private long since = Timing.NEVER;
    private long bytesThen;
    private long bytes;

    StillFrame(Duration timeout) {
        this.timeoutNanos = timeout.toSeconds() > Integer.MAX_VALUE ? Timing.NEVER / 2 : timeout.toNanos();
    }

    /**
     * Looks at what has come.
     *
     * @param wentOn whether a frame has come to its end since this was last asked
     */
    boolean isOverdue(Receiving receiving, boolean wentOn, long now) {
        bytes = receiving.takenBytes() - bytesThen;
        if (receiving.openBytes() == 0) {
            since = Timing.NEVER;
            return false;
        }
        boolean overdue = since != Timing.NEVER && now - since >= timeoutNanos && bytes < TransportLimits.LEAST_BYTES;
        if (since == Timing.NEVER || wentOn || bytes >= TransportLimits.LEAST_BYTES) {
            since = now;
            bytesThen = receiving.takenBytes();
        }
        return overdue && !wentOn;
    }

    /** What comes is read again: the time that it was not is not the peer's. */
    void goOn(Receiving receiving, long now) {
        if (since != Timing.NEVER) {
            since = now;
            bytesThen = receiving.takenBytes();
        }
    }

    long overdueAt() {
        return since == Timing.NEVER ? Timing.NEVER : since + timeoutNanos;
    }

    String words() {
        return "a frame was begun, and only " + bytes + " bytes more came within " + timeoutNanos / 1_000_000 + " ms";
    }
}
