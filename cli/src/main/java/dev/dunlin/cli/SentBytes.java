package dev.dunlin.cli;

import dev.dunlin.criu.move.MigrationConfig;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many bytes were sent, and how fast since the first of them, as {@link Progress}. For one thread. */
final class SentBytes implements MigrationConfig.Progress {

    private final Stdio stdio;
    private final LongSupplier nanos;
    private @Nullable Progress progress;

    /**
     * Creates one that begins with the first bytes.
     *
     * @param stdio where it is shown
     * @param nanos a clock that never goes back, in nanoseconds
     */
    SentBytes(Stdio stdio, LongSupplier nanos) {
        this.stdio = stdio;
        this.nanos = nanos;
    }

    @Override
    public void sent(long bytes, long expectedBytes) {
        if (progress == null) {
            progress = new Progress(stdio, nanos);
        }
        progress.showBytes(bytes, expectedBytes);
    }

    /** Says something else, in a line of its own. */
    void say(String text) {
        clear();
        stdio.say(text);
    }

    /** Takes the line away. */
    void clear() {
        if (progress != null) {
            progress.clear();
        }
    }
}
