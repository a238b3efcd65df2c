package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Receipt;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were sent and not yet answered, oldest first, and what became of the others. Beyond its bounds it
 * waits for the oldest answer. For one thread.
 */
final class InFlight {

    private record Sent(Receipt receipt, int bytes) {}

    private final int maxMessages;
    private final long maxBytes;
    private final Queue<Sent> unanswered = new ArrayDeque<>();
    private long unansweredBytes;
    private long sent;
    private long acknowledged;
    private long notAccepted;
    private long lost;
    private @Nullable DunlinException failure;

    /**
     * Creates an empty window.
     *
     * @param maxMessages how many messages may be unanswered
     * @param maxBytes how many bytes of payload they may have; one message may have more
     */
    InFlight(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Takes in what was sent, then waits until all that is unanswered is within the bounds. */
    void add(List<byte[]> payloads, List<Receipt> receipts) {
        for (int i = 0; i < receipts.size(); i++) {
            int bytes = payloads.get(i).length;
            unanswered.add(new Sent(receipts.get(i), bytes));
            unansweredBytes += bytes;
        }
        sent += receipts.size();
        settle();
    }

    /** Notes that messages could not be sent at all. */
    void unsent(int messages, DunlinException why) {
        sent += messages;
        count(messages, why);
    }

    /** Takes the answers that have come, and waits for as many as the bounds ask for. */
    void settle() {
        Sent oldest = unanswered.peek();
        while (oldest != null && (oldest.receipt().isDone() || isOverBounds())) {
            answer(oldest);
            oldest = unanswered.peek();
        }
    }

    /** Waits for every answer. */
    void settleAll() {
        for (Sent oldest = unanswered.peek(); oldest != null; oldest = unanswered.peek()) {
            answer(oldest);
        }
    }

    long sent() {
        return sent;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Messages that the server does not keep. */
    long notAccepted() {
        return notAccepted;
    }

    /** Messages of which nobody knows whether the server keeps them. */
    long lost() {
        return lost;
    }

    /** Why the first message failed that did. */
    Optional<DunlinException> failure() {
        return Optional.ofNullable(failure);
    }

    private boolean isOverBounds() {
        return unanswered.size() > maxMessages || (unansweredBytes > maxBytes && unanswered.size() > 1);
    }

    private void answer(Sent oldest) {
        unanswered.remove();
        unansweredBytes -= oldest.bytes();
        try {
            oldest.receipt().accepted();
            acknowledged++;
        } catch (DunlinException e) {
            count(1, e);
        }
    }

    private void count(int messages, DunlinException why) {
        if (failure == null) {
            failure = why;
        }
        if (why.effectMayHaveHappened()) {
            lost += messages;
        } else {
            notAccepted += messages;
        }
    }
}
