package dev.dunlin.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that says how far something long has come: from half a second on, five times a second, and gone
 * when it is over. Elsewhere nothing of a publish, and of bytes a line each second. For one thread.
 */
final class Progress {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long NEXT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BAR = 30;
    private static final int MOST_PERCENT = 99;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Stdio stdio;
    private final LongSupplier nanos;
    private final long begun;
    private long dueNanos;
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
        this.dueNanos = stdio.terminal() ? FIRST_NANOS : LINE_NANOS;
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
            print(sent + " sent, " + acknowledged + " acknowledged, " + perSecond + "/s");
        }
    }

    /** Shows how many bytes were sent, of how many at most if that is not 0, if it is time to. */
    void showBytes(long bytes, long expectedBytes) {
        long elapsed = nanos.getAsLong() - begun;
        if (elapsed < dueNanos) {
            return;
        }
        dueNanos = elapsed + (stdio.terminal() ? NEXT_NANOS : LINE_NANOS);
        long perSecond = (long) (bytes / (elapsed / 1e9));
        String text = bar(bytes, expectedBytes) + Size.format(bytes) + " sent, " + Size.format(perSecond) + "/s";
        if (stdio.terminal()) {
            print(text);
        } else {
            stdio.say(text);
        }
    }

    /** How much of the whole; never all of it, as nobody knows before it is over that it is. */
    private String bar(long bytes, long expectedBytes) {
        if (expectedBytes <= 0) {
            return "";
        }
        int percent = (int) Math.min(MOST_PERCENT, bytes * 100.0 / expectedBytes);
        int full = percent * BAR / 100;
        String share = percent + "% ";
        return stdio.terminal() ? "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + share : share;
    }

    private void print(String text) {
        stdio.err().print(ERASE_LINE + "dunlin: " + text);
        stdio.err().flush();
        shown = true;
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
