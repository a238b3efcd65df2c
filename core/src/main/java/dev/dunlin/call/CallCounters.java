package dev.dunlin.call;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link CallStats}. Safe for use by any thread. */
final class CallCounters {
    final LongAdder calls = new LongAdder();
    final LongAdder agreed = new LongAdder();
    final LongAdder split = new LongAdder();
    final LongAdder tooFew = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder repaired = new LongAdder();
    final LongAdder unrepaired = new LongAdder();

    void count(Answer<?> answer) {
        if (answer instanceof Answer.Agreed<?>) {
            agreed.increment();
        } else if (answer instanceof Answer.Split<?>) {
            split.increment();
        } else {
            tooFew.increment();
        }
    }
}
