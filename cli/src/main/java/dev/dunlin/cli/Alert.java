package dev.dunlin.cli;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerListener;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.session.ServerListener;
import dev.dunlin.transport.Closed;
import java.util.EnumMap;
import java.util.Map;

/**
 * Picks what an operator wants to know out of what happens in a server, and gathers it until somebody takes it: of each kind
 * the newest detail, and how often it came. So it holds as many entries as there are kinds. Safe for use by any thread; does
 * not block.
 */
final class Alert implements BrokerListener, ServerListener {

    /** What may happen. */
    enum Kind {
        /**
         * A subscriber fell behind its bound, and missed messages, was cut off, made a publish fail or holds publishers up; or
         * much waits for one that has no bound.
         */
        SLOW_CONSUMER("slow-consumer"),
        /** The bound on the memory of all messages was reached. */
        MEMORY_BOUND_REACHED("memory-bound-reached"),
        /** A client was turned away, or dropped for what it did. */
        REFUSED_CLIENTS("refused-clients");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * Something that has happened.
     *
     * @param kind what
     * @param detail the newest of its kind, in words, on one line
     * @param count how often since it was last told
     */
    record Notice(Kind kind, String detail, long count) {}

    private static final int LONGEST_DETAIL = 500;

    private final Map<Kind, Notice> waiting = new EnumMap<>(Kind.class);

    /** Which kind was taken last: the others come first, so that none is held up by another. */
    private int last = -1;

    @Override
    public void on(BrokerEvent event) {
        if (event instanceof BrokerEvent.Skipped skipped) {
            Kind kind =
                    skipped.gap().reason() == DropReason.MEMORY_FULL ? Kind.MEMORY_BOUND_REACHED : Kind.SLOW_CONSUMER;
            tell(
                    kind,
                    skipped.gap().count() + " messages of " + skipped.gap().topic() + " missed by a subscriber to "
                            + skipped.pattern());
        } else if (event instanceof BrokerEvent.SubscriptionEnded ended
                && ended.end() instanceof SubscriptionEnd.Overloaded overloaded) {
            tell(
                    Kind.SLOW_CONSUMER,
                    "a subscriber to " + ended.pattern() + " cut off: " + overloaded.unconsumedBytes()
                            + " bytes waited, at most " + overloaded.maxUnconsumedBytes());
        } else if (event instanceof BrokerEvent.Refused refused && refused.reason() == Reason.SUBSCRIBER_BEHIND) {
            tell(Kind.SLOW_CONSUMER, "a publish to " + refused.topic() + " failed: a subscriber is behind");
        } else if (event instanceof BrokerEvent.Refused refused && refused.reason() == Reason.MEMORY_FULL) {
            tell(Kind.MEMORY_BOUND_REACHED, "a publish to " + refused.topic() + " failed");
        } else if (event instanceof BrokerEvent.Dropped dropped && dropped.reason() == DropReason.MEMORY_FULL) {
            tell(Kind.MEMORY_BOUND_REACHED, "a message of " + dropped.envelope().topic() + " dropped before its time");
        }
    }

    @Override
    public void onClosed(String peer, Closed how) {
        switch (how.reason()) {
            case OVERFLOW -> tell(Kind.SLOW_CONSUMER, peer + ": " + how.detail());
            case LIMIT_REACHED, VERSION, PROTOCOL, FRAME_TOO_LARGE, TIMED_OUT ->
                tell(Kind.REFUSED_CLIENTS, peer + ": " + how.reason() + ": " + how.detail());
            case NORMAL, SHUTDOWN, LOST, TRUNCATED, INTERNAL -> {
                // How connections end every day; a fault of the server's own is in its log.
            }
        }
    }

    /** Tells of a consumer that does not keep up. */
    void slow(String detail) {
        tell(Kind.SLOW_CONSUMER, detail);
    }

    private synchronized void tell(Kind kind, String detail) {
        Notice before = waiting.get(kind);
        waiting.put(kind, new Notice(kind, oneLine(detail), before == null ? 1 : before.count() + 1));
        notifyAll();
    }

    /** Some of it comes from strangers. */
    private static String oneLine(String text) {
        String cut = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    /** Waits until something has happened, and takes it. */
    synchronized Notice take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        Kind[] kinds = Kind.values();
        Notice next = null;
        while (next == null) {
            last = (last + 1) % kinds.length;
            next = waiting.remove(kinds[last]);
        }
        return next;
    }
}
