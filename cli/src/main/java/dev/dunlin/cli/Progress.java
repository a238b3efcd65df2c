package dev.dunlin.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that says how far a long publish has come: from half a second on, five times a second, and gone
 * when it is over. Elsewhere nothing. For one thread.
 */
final class Progress {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long NEXT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Stdio stdio;
    private final LongSupplier nanos;
    private final long begun;
    private long dueNanos = FIRST_NANOS;
    private boolean shown;

    /**
     * Creates a progress line that begins now.
     *
     * @param stdio where it is shown
     * @param nanos a clock that never goes back, in nanoseconds
     */
    Progress(Stdio stdio, LongSupplier nanos) {
        this.stdio = stdio;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Shows how far it has come, if it is time to. */
    void show(long sent, long acknowledged) {
        if (!stdio.terminal()) {
            return;
        }
        long elapsed = nanos.getAsLong() - begun;
        if (elapsed >= dueNanos) {
            dueNanos = elapsed + NEXT_NANOS;
            long perSecond = (long) (acknowledged / (elapsed / 1e9));
            stdio.err()
                    .print(ERASE_LINE + "dunlin: " + sent + " sent, " + acknowledged + " acknowledged, " + perSecond
                            + "/s");
            stdio.err().flush();
            shown = true;
        }
    }

    /** Takes the line away. */
    void clear() {
        if (shown) {
            stdio.err().print(ERASE_LINE);
            stdio.err().flush();
            shown = false;
        }
    }
}
