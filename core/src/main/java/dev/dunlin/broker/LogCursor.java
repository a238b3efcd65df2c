package dev.dunlin.broker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a {@link TopicLog}. For one thread at a time; {@link #position} and {@link #consumedBytes} may be
 * read by any.
 */
final class LogCursor {

    /** Is told what the cursor passes over. */
    interface Passage {

        /** Messages that had expired before their turn. */
        void expired(int count);

        /** Messages that were dropped before their time; some of them may have expired. */
        void dropped(long first, long count);

        /** A message that is passed over because too much is waiting. */
        default void skipped(long sequence) {}
    }

    private final TopicLog log;
    private Segment segment;
    private volatile long position;

    /** Where this cursor began, counted in the bytes of the log, and what it has passed since. */
    private volatile long consumedBytes;

    private long localPosition;
    private long localBytes;

    LogCursor(TopicLog log, Position from, long nowMillis) {
        this.log = log;
        this.segment = log.head();
        if (from instanceof Position.Latest) {
            localBytes = log.bytesIn();
            localPosition = log.nextSequence();
        } else {
            localBytes = log.goneBytes();
            localPosition = segment.base();
            seek(from, nowMillis);
        }
        publish();
    }

    /** Moves to the first message that is wanted, over those that are not alive, without counting them as missed. */
    private void seek(Position from, long nowMillis) {
        for (Envelope envelope = peek(); envelope != null; envelope = peek()) {
            boolean wanted = from instanceof Position.At at
                    ? envelope.sequence() >= at.sequence()
                    : !(from instanceof Position.Since since) || isSince(envelope, since.instant());
            if (wanted && !Segment.isTombstone(envelope) && envelope.expiresMillis() > nowMillis) {
                return;
            }
            localPosition++;
            // Tombstones are in the log's goneBytes already.
            localBytes += Segment.isTombstone(envelope) ? 0 : envelope.costBytes();
        }
        if (from instanceof Position.At at && at.sequence() > localPosition) {
            localPosition = at.sequence();
        }
    }

    private static boolean isSince(Envelope envelope, Instant instant) {
        return envelope.acceptedMillis() >= instant.toEpochMilli();
    }

    /**
     * Takes the next message, or null if none is visible yet. What was reclaimed is passed over and reported.
     *
     * <p>The caller decides whether the message has expired since.
     */
    @Nullable
    Envelope next(Passage passage) {
        while (true) {
            if (localPosition >= segment.end() || localPosition < segment.base()) {
                if (!advance(passage)) {
                    return null;
                }
            }
            Envelope envelope = segment.get(localPosition);
            if (envelope == null) {
                return null;
            }
            if (!Segment.isTombstone(envelope)) {
                pass(envelope);
                return envelope;
            }
            if (envelope == Segment.EXPIRED) {
                passage.expired(1);
            } else {
                passage.dropped(localPosition, 1);
            }
            pass(envelope);
        }
    }

    /** What stands at the position, tombstones included, or null. */
    private @Nullable Envelope peek() {
        boolean inside = localPosition >= segment.base() && localPosition < segment.end();
        return inside || advance(NOBODY) ? segment.get(localPosition) : null;
    }

    private static final Passage NOBODY = new Passage() {
        @Override
        public void expired(int count) {}

        @Override
        public void dropped(long first, long count) {}
    };

    private void pass(Envelope envelope) {
        localPosition++;
        localBytes += Segment.isTombstone(envelope) ? segment.goneCostBytes() : envelope.costBytes();
    }

    /** Moves to the segment that holds the position, or the next there is. */
    private boolean advance(Passage passage) {
        while (localPosition >= segment.end()) {
            Segment following = segment.next();
            if (following == null) {
                return false;
            }
            segment = following == Segment.UNLINKED ? log.head() : following;
        }
        if (localPosition < segment.base()) {
            jumpTo(segment.base(), passage);
        }
        return true;
    }

    /** Passes over segments that were unlinked. */
    private void jumpTo(long sequence, Passage passage) {
        long count = sequence - localPosition;
        long dropped = Math.min(count, Math.max(0, log.lastDropped() + 1 - localPosition));
        if (dropped > 0) {
            passage.dropped(localPosition, dropped);
        }
        if (count > dropped) {
            passage.expired((int) Math.min(Integer.MAX_VALUE, count - dropped));
        }
        localPosition = sequence;
    }

    /**
     * Lets others see how far the cursor has come: after a batch.
     *
     * <p>At the end of the log the count of bytes is set right: what was unlinked in passing had no count.
     */
    void publish() {
        if (!hasNext()) {
            long bytes = log.bytesIn();
            if (localPosition >= log.nextSequence()) {
                localBytes = bytes;
            }
        }
        position = localPosition;
        consumedBytes = localBytes;
    }

    /** Whether {@link #next} would find something. */
    boolean hasNext() {
        Segment at = segment;
        long wanted = localPosition;
        while (wanted >= at.end()) {
            Segment following = at.next();
            if (following == null) {
                return false;
            }
            at = following == Segment.UNLINKED ? log.head() : following;
        }
        return wanted < at.base() || at.get(wanted) != null;
    }

    /** The sequence that comes next, as of the last {@link #publish}. */
    long position() {
        return position;
    }

    /** How many messages are ahead, expired ones included. */
    long lag() {
        return Math.max(0, log.nextSequence() - position);
    }

    /** About how many bytes are ahead, for the thread that reads. */
    long localLagBytes() {
        return log.bytesIn() - localBytes;
    }

    /** About how many bytes are ahead. */
    long lagBytes() {
        return Math.max(0, log.bytesIn() - consumedBytes);
    }
}
