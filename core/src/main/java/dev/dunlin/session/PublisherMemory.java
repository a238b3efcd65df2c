package dev.dunlin.session;

import dev.dunlin.transport.Frame.Accepted;
import dev.dunlin.transport.Frame.Outcome;
import dev.dunlin.transport.Frame.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server remembers of a publisher across its connections: which messages it has decided on, and what it said of the
 * last of them. What is published again under such a number is answered from here, and not stored again. As many messages
 * are remembered as may be unanswered: a client that publishes a later one has had the answers to those before.
 *
 * <p>For one thread at a time: {@link Publishers} hands it from one connection to the next.
 */
final class PublisherMemory {

    private final int window;

    /** What was said, in runs, oldest first. */
    private final ArrayDeque<Outcome> said = new ArrayDeque<>();

    private long lastId;

    PublisherMemory(int window) {
        this.window = window;
    }

    /** The number up to which everything has been decided. */
    long lastId() {
        return lastId;
    }

    /** Remembers answers, in the order of their numbers; those that are remembered already may be among them. */
    void remember(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            long end = outcome.firstId() + outcome.count();
            if (end - 1 > lastId) {
                said.add(part(outcome, Math.max(outcome.firstId(), lastId + 1), end));
                lastId = end - 1;
            }
        }
        for (Outcome oldest = said.peek();
                oldest != null && oldest.firstId() + oldest.count() <= lastId - window;
                oldest = said.peek()) {
            said.remove();
        }
    }

    /**
     * What was said of messages up to {@link #lastId}.
     *
     * @throws ProtocolFault if it is not remembered: they had been answered long ago, or were never published
     */
    List<Outcome> recall(long firstId, int count) {
        List<Outcome> found = new ArrayList<>();
        long end = firstId + count;
        long next = firstId;
        for (Outcome outcome : said) {
            long outcomeEnd = outcome.firstId() + outcome.count();
            if (outcome.firstId() <= next && next < outcomeEnd && next < end) {
                long partEnd = Math.min(end, outcomeEnd);
                found.add(part(outcome, next, partEnd));
                next = partEnd;
            }
        }
        if (next < end) {
            throw new ProtocolFault("Publish id=" + next + ": was to be the last time, " + lastId
                    + " was decided since, and " + window + " are remembered");
        }
        return found;
    }

    /** A part of a run, from one number up to another. */
    private static Outcome part(Outcome outcome, long from, long end) {
        long passed = from - outcome.firstId();
        int count = (int) (end - from);
        if (outcome instanceof Accepted run) {
            long sequence = run.dueMillis() == 0 ? run.firstSequence() + passed : run.firstSequence();
            return new Accepted(from, count, sequence, run.acceptedMillis(), run.expiresMillis(), run.dueMillis());
        }
        Refused refused = (Refused) outcome;
        return new Refused(from, count, refused.reason(), refused.detail());
    }
}
