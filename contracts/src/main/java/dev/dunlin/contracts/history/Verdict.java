package dev.dunlin.contracts.history;

import java.util.List;

/** What a check has come to. */
public sealed interface Verdict {

    /** How many configurations, of operations that were put in order and the state after them, were looked at. */
    long configurations();

    /**
     * An order explains the history.
     *
     * @param configurations how many were looked at
     */
    record Linearizable(long configurations) implements Verdict {}

    /**
     * No order explains the history.
     *
     * @param configurations how many were looked at
     * @param explained how many operations the longest attempt has put in order
     * @param stuckAt the operation that none of the longest attempts could be gone on with, and those beside it
     */
    record Violated(long configurations, int explained, List<Operation<?, ?>> stuckAt) implements Verdict {

        /** Copies the list. */
        public Violated {
            stuckAt = List.copyOf(stuckAt);
        }
    }

    /**
     * The bound on configurations was reached: nothing is known.
     *
     * @param configurations how many were looked at
     */
    record Undecided(long configurations) implements Verdict {}
}
