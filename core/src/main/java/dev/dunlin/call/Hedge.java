package dev.dunlin.call;

/** When a quickest call asks a second replica. For one call, and one thread at a time. */
final class Hedge {

    private final long delayNanos;
    private final HedgeBudget budget;
    private long dueNanos = Long.MAX_VALUE;

    Hedge(long delayNanos, HedgeBudget budget) {
        this.delayNanos = delayNanos;
        this.budget = budget;
    }

    /** The first replica has been asked. */
    void begun(long nowNanos) {
        budget.earn();
        dueNanos = nowNanos + delayNanos;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Whether the time has come and the budget allows it; once. */
    boolean isDue(long nowNanos) {
        if (nowNanos < dueNanos) {
            return false;
        }
        dueNanos = Long.MAX_VALUE;
        return budget.spend();
    }
}
