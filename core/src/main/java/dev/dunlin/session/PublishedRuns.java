package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Receipt;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Accepted;
import dev.dunlin.transport.Frame.Outcome;
import dev.dunlin.transport.Frame.Refused;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to publishes: in the order of their numbers, with neighbours of one kind joined to a run. For the
 * connection's executor.
 *
 * <p>A broker in this process has its word ready. One at a distance gives it later: then its receipts wait here, and what
 * comes after them waits behind them. As many as the publish window can wait, and no more.
 */
final class PublishedRuns {

    /** After so many runs a frame is sent, whether more come or not. */
    private static final int MAX_RUNS = 1024;

    /** What is not answered yet: a receipt, or what is known already but has to wait for its turn. */
    private record Waiting(long id, Receipt receipt) {}

    private final ServerLink link;
    private final ServerCounters counters;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private List<Outcome> runs = new ArrayList<>();
    private int unanswered;
    private @Nullable PublisherMemory memory;
    private @Nullable Runnable whenSettled;

    PublishedRuns(ServerLink link, ServerCounters counters) {
        this.link = link;
        this.counters = counters;
    }

    /** From now on what is answered is remembered. */
    void rememberIn(PublisherMemory memory) {
        this.memory = memory;
    }

    /** Runs a task when the broker has decided on all that was published: now, if it has. The last task given counts. */
    void whenSettled(Runnable task) {
        flush();
        if (waiting.isEmpty()) {
            task.run();
        } else {
            whenSettled = task;
        }
    }

    /** What has been decided before is answered again. */
    void repeat(List<Outcome> outcomes) {
        outcomes.forEach(this::add);
    }

    /** So many publishes have come that will be answered here. */
    void expect(int count) {
        unanswered += count;
    }

    /** How many publishes have come and are not answered. */
    int unanswered() {
        return unanswered;
    }

    /** The broker has taken a message. */
    void accept(long id, Receipt receipt) {
        if (waiting.isEmpty() && receipt.isDone()) {
            add(outcomeOf(id, receipt));
        } else {
            await(new Waiting(id, receipt));
        }
    }

    /** The broker has taken messages that were published together. */
    void accept(long firstId, List<Receipt> receipts) {
        if (waiting.isEmpty() && acceptAsRun(firstId, receipts)) {
            return;
        }
        for (int i = 0; i < receipts.size(); i++) {
            accept(firstId + i, receipts.get(i));
        }
    }

    /** Whether all were answered as one run, which the first and the last can tell: sequences grow within a batch. */
    private boolean acceptAsRun(long firstId, List<Receipt> receipts) {
        int count = receipts.size();
        Receipt head = receipts.get(0);
        Receipt tail = receipts.get(count - 1);
        if (!head.isDone() || !tail.isDone()) {
            return false;
        }
        if (outcomeOf(firstId, head) instanceof Accepted first
                && outcomeOf(firstId + count - 1, tail) instanceof Accepted last
                && first.dueMillis() == 0
                && last.firstSequence() - first.firstSequence() == count - 1
                && sameTimes(first, last)) {
            add(withCount(first, count));
            return true;
        }
        return false;
    }

    /** Messages were not taken. */
    void refuse(long firstId, int count, Reason reason, String detail) {
        Refused refused = new Refused(firstId, count, reason, detail);
        if (waiting.isEmpty()) {
            add(refused);
        } else {
            waiting.add(refused);
        }
    }

    /** Sends what can be answered. */
    void flush() {
        if (!runs.isEmpty()) {
            if (memory != null) {
                memory.remember(runs);
            }
            link.answer(new Frame.Published(runs));
            runs = new ArrayList<>();
        }
    }

    private void await(Waiting receipt) {
        waiting.add(receipt);
        if (waiting.size() == 1) {
            watch(receipt);
        }
    }

    private void watch(Waiting head) {
        head.receipt().acknowledged().whenComplete((receipt, failure) -> link.execute(this::settle));
    }

    /** Answers what has become known. */
    private void settle() {
        while (!waiting.isEmpty()) {
            Object head = waiting.peek();
            if (head instanceof Waiting open) {
                if (!open.receipt().isDone()) {
                    watch(open);
                    break;
                }
                waiting.poll();
                add(outcomeOf(open.id(), open.receipt()));
            } else if (waiting.poll() instanceof Outcome outcome) {
                add(outcome);
            }
        }
        flush();
        link.flushAnswers();
        if (waiting.isEmpty() && whenSettled != null) {
            whenSettled.run();
            whenSettled = null;
        }
    }

    private void add(Outcome next) {
        unanswered -= next.count();
        if (next instanceof Refused refused) {
            counters.refused(refused.reason(), refused.count());
        }
        int last = runs.size() - 1;
        @Nullable Outcome joined = last < 0 ? null : joined(runs.get(last), next);
        if (joined != null) {
            runs.set(last, joined);
            return;
        }
        runs.add(next);
        if (runs.size() >= MAX_RUNS) {
            flush();
        }
    }

    /** Two runs as one, or null if they differ. */
    private static @Nullable Outcome joined(Outcome before, Outcome next) {
        if (next.firstId() != before.firstId() + before.count()) {
            return null;
        }
        int count = before.count() + next.count();
        if (before instanceof Accepted first && next instanceof Accepted second) {
            boolean inRow = first.dueMillis() != 0 || second.firstSequence() == first.firstSequence() + first.count();
            return inRow && sameTimes(first, second) ? withCount(first, count) : null;
        }
        if (before instanceof Refused first
                && next instanceof Refused second
                && first.reason() == second.reason()
                && first.detail().equals(second.detail())) {
            return new Refused(first.firstId(), count, first.reason(), first.detail());
        }
        return null;
    }

    private static boolean sameTimes(Accepted first, Accepted second) {
        return first.acceptedMillis() == second.acceptedMillis()
                && first.expiresMillis() == second.expiresMillis()
                && first.dueMillis() == second.dueMillis();
    }

    private static Accepted withCount(Accepted run, int count) {
        return new Accepted(
                run.firstId(), count, run.firstSequence(), run.acceptedMillis(), run.expiresMillis(), run.dueMillis());
    }

    private static Outcome outcomeOf(long id, Receipt receipt) {
        try {
            long due = receipt.due().map(Instant::toEpochMilli).orElse(0L);
            return new Accepted(
                    id,
                    1,
                    due == 0 ? receipt.sequence() : 0,
                    receipt.accepted().toEpochMilli(),
                    receipt.expires().map(Instant::toEpochMilli).orElse(Envelope.NEVER),
                    due);
        } catch (DunlinException e) {
            return new Refused(id, 1, e.reason(), String.valueOf(e.getMessage()));
        }
    }
}
