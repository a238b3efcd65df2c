package dev.dunlin.contracts.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Records what clients ask and are answered, in the order in which that happens. Safe for use by any thread: a tick is taken
 * before a request leaves, and after its answer has come, so that what is recorded as overlapping may be less than what did.
 */
public final class History<I, O> {

    private final List<Operation<I, O>> over = new ArrayList<>();
    private final List<Started<I>> open = new ArrayList<>();
    private long tick;

    /** An operation that has begun. */
    public static final class Started<I> {

        private final int client;
        private final I input;
        private final long invoked;

        private Started(int client, I input, long invoked) {
            this.client = client;
            this.input = input;
            this.invoked = invoked;
        }
    }

    /** Nothing has happened. */
    public History() {}

    /** A client is about to ask. */
    public synchronized Started<I> invoke(int client, I input) {
        Started<I> started = new Started<>(client, Objects.requireNonNull(input, "input"), tick++);
        open.add(started);
        return started;
    }

    /** It was answered. */
    public synchronized void returned(Started<I> started, O output) {
        if (open.remove(started)) {
            over.add(new Operation<>(
                    started.client, started.input, Objects.requireNonNull(output, "output"), started.invoked, tick++));
        }
    }

    /** It has certainly had no effect, and never will: it is struck out. What is not known stays open. */
    public synchronized void refused(Started<I> started) {
        open.remove(started);
    }

    /** All that has happened; what was not answered is open. */
    public synchronized List<Operation<I, O>> operations() {
        List<Operation<I, O>> all = new ArrayList<>(over);
        open.forEach(started ->
                all.add(new Operation<>(started.client, started.input, null, started.invoked, Operation.NEVER)));
        return all;
    }

    /** Which share of the answered operations overlapped another answered one, from 0 to 1. */
    public static <I, O> double overlapShare(List<Operation<I, O>> operations) {
        List<Operation<I, O>> complete =
                operations.stream().filter(Operation::isComplete).toList();
        long overlapping = complete.stream()
                .filter(one -> complete.stream().anyMatch(other -> !one.equals(other) && one.overlaps(other)))
                .count();
        return complete.isEmpty() ? 0 : (double) overlapping / complete.size();
    }
}
