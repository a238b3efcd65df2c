package dev.dunlin.broker;

/**
 * Holds a reader to its subscription's bound on what may wait for it. {@link Overload#BLOCK} and {@link Overload#FAIL} are
 * for publishers to ask, before they publish; the others act when the reader is served.
 */
record OverloadPolicy(InMemorySubscription subscription, Overload overload, long maxBytes) {

    /** Whether publishers have to ask. */
    boolean gates() {
        return maxBytes != Long.MAX_VALUE && (overload == Overload.BLOCK || overload == Overload.FAIL);
    }

    /** Whether the reader has to look how much is waiting. */
    boolean acts() {
        return maxBytes != Long.MAX_VALUE && !gates();
    }

    /** Whether a message may be added to what is waiting; one alone always may. */
    boolean admits(long waitingBytes, long costBytes) {
        return waitingBytes <= 0 || waitingBytes + costBytes <= maxBytes;
    }

    /** Whether so much is waiting that the reader has to act. */
    boolean isBroken(long waitingBytes) {
        return acts() && waitingBytes > maxBytes;
    }

    /**
     * Acts: ends the subscription, or passes over messages. Not to be called under a lock.
     *
     * @return how many messages were passed over
     */
    int apply(LogCursor cursor, Passage passage) {
        if (overload == Overload.DISCONNECT) {
            subscription.end(new SubscriptionEnd.Overloaded(cursor.localLagBytes(), maxBytes));
            return 0;
        }
        return skip(cursor, passage);
    }

    /** Passes over messages until no more is waiting than allowed; gives how many. */
    int skip(LogCursor cursor, Passage passage) {
        int passed = 0;
        while (cursor.localLagBytes() > maxBytes) {
            Envelope envelope = cursor.next(passage);
            if (envelope == null) {
                break;
            }
            passage.skipped(envelope.sequence());
            passed++;
        }
        return passed;
    }
}
