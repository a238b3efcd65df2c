package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.TreeSet;

/** The numbers of a caller's requests, which grow, and up to where all are over. Safe for use by any thread. */
final class SubmitWindow {

    private final int most;
    private final TreeSet<Long> open = new TreeSet<>();
    private long next = 1;

    SubmitWindow(int most) {
        this.most = most;
    }

    /**
     * Gives a request its number.
     *
     * @throws DunlinException LIMIT_REACHED if the oldest that is not over is too old
     */
    synchronized long open() {
        if (next - settled() >= most) {
            throw new DunlinException(
                    Reason.LIMIT_REACHED,
                    open.size() + " requests are in flight, and the oldest is " + (next - settled())
                            + " requests old: at most " + most + "; wait for answers before asking on");
        }
        open.add(next);
        return next++;
    }

    /** A request is over. */
    synchronized void close(long number) {
        open.remove(number);
    }

    /** All requests of smaller numbers are over. */
    synchronized long settled() {
        return open.isEmpty() ? next : open.first();
    }
}
