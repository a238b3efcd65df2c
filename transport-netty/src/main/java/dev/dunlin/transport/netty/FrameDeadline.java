package dev.dunlin.transport.netty;

import dev.dunlin.environment.Scheduler;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.TransportLimits;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives up a peer that begins a frame and does not go on with it. Only called in the connection's turn.
 *
 * <p>One timer at most is set, and not moved when frames come: it is set when the stream stands in the middle of a frame, and
 * when it goes off it looks whether that has gone on since. So it costs nothing while frames come whole, and a peer is given
 * up after one to two times its deadline.
 */
final class FrameDeadline {

    private final NettyConnection connection;
    private final Scheduler scheduler;
    private final Executor turn;
    private final Duration timeout;

    /** How much has come since the timer was set, or since a frame came to its end. */
    private long bytes;

    private boolean midFrame;
    private boolean wentOn;
    private Scheduler.@Nullable Timer timer;

    FrameDeadline(NettyConnection connection, Scheduler scheduler, Executor turn, Duration timeout) {
        this.connection = connection;
        this.scheduler = scheduler;
        this.turn = turn;
        this.timeout = timeout;
    }

    /** Something was read. */
    void came(int count) {
        bytes += count;
    }

    /** A frame has come to its end, or this side was not reading until now. */
    void goOn() {
        wentOn = true;
    }

    /** All that has come was looked at. */
    void watch(boolean midFrame) {
        this.midFrame = midFrame;
        if (midFrame && timer == null && !connection.isEnding()) {
            bytes = 0;
            wentOn = false;
            timer = scheduler.schedule(timeout.toNanos(), () -> turn.execute(this::look));
        }
    }

    private void look() {
        timer = null;
        if (midFrame && connection.takesMessages() && !wentOn && bytes < TransportLimits.LEAST_BYTES) {
            connection.fault(
                    CloseReason.TIMED_OUT,
                    "a frame was begun, and only " + bytes + " bytes more came within " + timeout.toMillis() + " ms");
        } else {
            watch(midFrame);
        }
    }

    /** The connection has ended. */
    void stop() {
        midFrame = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
