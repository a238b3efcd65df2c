package dev.dunlin.cli;

import dev.dunlin.broker.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes messages on standard output as they come, and flushes when none is waiting. It is done when it has written as
 * many as wanted, or cannot write. Its methods may be called by any thread, {@link #print} by one at a time.
 */
final class Printer {

    private final Stdout out;
    private final OutputFormat format;
    private final long count;
    private final boolean acknowledging;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private long printed;
    private boolean closed;

    /**
     * Creates a printer.
     *
     * @param out where to write
     * @param format how
     * @param count how many messages to write, at least 1
     * @param acknowledging whether each message is acknowledged once it is handed over
     */
    Printer(Stdout out, OutputFormat format, long count, boolean acknowledging) {
        this.out = out;
        this.format = format;
        this.count = count;
        this.acknowledging = acknowledging;
    }

    /** Completes with {@link ExitCode#OK} when all that was wanted is written, or with the failure to write. */
    CompletionStage<Integer> done() {
        return done;
    }

    /** Writes messages, as far as they are still wanted, and hands them over. */
    synchronized void print(List<Message<byte[]>> batch) {
        if (closed) {
            return;
        }
        try {
            int wanted = (int) Math.min(batch.size(), count - printed);
            for (int i = 0; i < wanted; i++) {
                format.write(batch.get(i), out);
            }
            out.flush();
            acknowledge(batch, wanted);
            printed += wanted;
            if (printed == count) {
                closed = true;
                done.complete(ExitCode.OK);
            }
        } catch (RuntimeException e) {
            closed = true;
            done.completeExceptionally(e);
        }
    }

    /** Waits for the batch at hand, and writes nothing more. */
    synchronized void close() {
        closed = true;
    }

    private void acknowledge(List<Message<byte[]>> batch, int wanted) {
        if (acknowledging) {
            for (int i = 0; i < wanted; i++) {
                batch.get(i).acknowledge();
            }
        }
    }
}
