package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a {@link TopicLog}. For one thread at a time; {@link #position} and {@link #consumedBytes} may be
 * read by any.
 */
final class LogCursor {

    private static final VarHandle POSITION;
    private static final VarHandle CONSUMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            POSITION = lookup.findVarHandle(LogCursor.class, "position", long.class);
            CONSUMED = lookup.findVarHandle(LogCursor.class, "consumedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TopicLog log;
    private Segment segment;

    /** How far the cursor has come, in sequences and in the log's bytes, for others to see: released once a batch. */
    @SuppressWarnings("UnusedVariable") // by POSITION
    private long position;

    @SuppressWarnings("UnusedVariable") // by CONSUMED
    private long consumedBytes;

    private long localPosition;
    private long localBytes;

    /** Where the cursor was told to start, until it has come there; messages before do not count as waiting. */
    private volatile @Nullable Position awaited;

    LogCursor(TopicLog log, Position from, long nowMillis) {
        this.log = log;
        this.segment = log.head();
        this.awaited = from;
        if (from instanceof Position.Latest) {
            localBytes = log.bytesIn();
            localPosition = log.nextSequence();
            awaited = null;
        } else {
            localBytes = log.goneBytes();
            localPosition = segment.base();
            seek(from, nowMillis);
        }
        publish();
    }

    /** Moves to the first message that is wanted, over those that are not alive, without counting them as missed. */
    private void seek(Position from, long nowMillis) {
        for (byte[] payload = peek(); payload != null; payload = peek()) {
            boolean alive = !Segment.isTombstone(payload);
            if (alive && isWanted(from) && segment.expiresMillis(localPosition) > nowMillis) {
                awaited = null;
                return;
            }
            // Tombstones are in the log's goneBytes already.
            localBytes += alive ? segment.costBytes(localPosition) : 0;
            localPosition++;
        }
        if (from instanceof Position.Earliest || (from instanceof Position.At at && localPosition >= at.sequence())) {
            awaited = null;
        }
    }

    /** Passes over messages before the position that is still awaited, if one is. */
    void skipUnwanted() {
        Position from = awaited;
        if (from == null) {
            return;
        }
        for (byte[] payload = peek(); payload != null; payload = peek()) {
            if (isWanted(from)) {
                awaited = null;
                return;
            }
            localBytes += Segment.isTombstone(payload) ? segment.goneCostBytes() : segment.costBytes(localPosition);
            localPosition++;
        }
    }

    private boolean isWanted(Position from) {
        if (from instanceof Position.At at) {
            return localPosition >= at.sequence();
        }
        return !(from instanceof Position.Since since)
                || segment.acceptedMillis(localPosition) >= since.instant().toEpochMilli();
    }

    /**
     * Takes the next message, or null if none is visible yet. What was reclaimed is passed over and reported.
     *
     * <p>The caller decides whether the message has expired since.
     */
    @Nullable
    Envelope next(Passage passage) {
        if (isAwaiting()) {
            return null;
        }
        while (isInside() || advance(passage)) {
            byte[] payload = segment.payload(localPosition);
            if (payload == null) {
                return null;
            }
            Envelope envelope = segment.envelope(log.topic(), localPosition, payload);
            if (envelope != null) {
                localPosition++;
                localBytes += envelope.costBytes();
                return envelope;
            }
            passTombstone(passage);
        }
        return null;
    }

    /**
     * Looks for the next message in an excerpt, which is taken anew where it ends, and does not pass over it. What was
     * reclaimed is passed over and reported.
     *
     * @param most how many messages a new excerpt holds at most; 0 if none is to be taken
     * @return where the message stands in the excerpt, or -1 if there is none
     */
    int find(Passage passage, Excerpt excerpt, int most) {
        if (isAwaiting()) {
            return -1;
        }
        while (true) {
            int index = excerpt.index(localPosition);
            if (index >= 0 && excerpt.envelope(index) != null) {
                return index;
            }
            if (!isInside() && !advance(passage)) {
                return -1;
            }
            if (index >= 0) {
                passTombstone(passage);
            } else if (most == 0 || !excerpt.take(log, segment, localPosition, most)) {
                return -1;
            }
        }
    }

    /** Passes over messages that stand in an excerpt, from the one that was found on. */
    void pass(Excerpt excerpt, int from, int to) {
        localPosition += to - from;
        localBytes += excerpt.costBytes(from, to);
    }

    private boolean isAwaiting() {
        if (awaited != null) {
            skipUnwanted();
        }
        return awaited != null;
    }

    private boolean isInside() {
        return localPosition >= segment.base() && localPosition < segment.end();
    }

    @SuppressWarnings("ReferenceEquality") // a tombstone is known by its identity
    private void passTombstone(Passage passage) {
        byte[] there = segment.payload(localPosition);
        if (there == null || !Segment.isTombstone(there)) {
            return;
        }
        if (there == Segment.EXPIRED) {
            passage.expired(1);
        } else {
            passage.dropped(localPosition, 1);
        }
        localPosition++;
        localBytes += segment.goneCostBytes();
    }

    /** What stands at the position, tombstones included, or null. */
    private byte @Nullable [] peek() {
        return isInside() || advance(Passage.NOBODY) ? segment.payload(localPosition) : null;
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
     * Lets others see how far the cursor has come, and lets go of segments that lie behind: after a batch.
     *
     * <p>At the end of the log the count of bytes is set right: what was unlinked in passing had no count.
     */
    void publish() {
        Segment ahead = segmentAhead();
        segment = ahead == null ? segment : ahead;
        if (!hasNext()) {
            long bytes = log.bytesIn();
            if (localPosition >= log.nextSequence()) {
                localBytes = Math.max(localBytes, bytes);
            }
        }
        POSITION.setRelease(this, localPosition);
        CONSUMED.setRelease(this, localBytes);
    }

    /**
     * Whether {@link #next} would find something of what was published before, by publishers that have not seen yet what
     * the caller wrote before in volatile mode: see {@link TopicLog#bytesIn}.
     */
    boolean hasNextForSure() {
        log.bytesIn();
        return hasNext();
    }

    /** Whether {@link #next} would find something, as far as this thread has seen. */
    boolean hasNext() {
        Segment at = segmentAhead();
        return at != null && (localPosition < at.base() || at.payload(localPosition) != null);
    }

    /** The segment that the position is in, or the next there is; null if it was not made yet. */
    private @Nullable Segment segmentAhead() {
        Segment at = segment;
        while (localPosition >= at.end()) {
            Segment following = at.next();
            if (following == null) {
                return null;
            }
            at = following == Segment.UNLINKED ? log.head() : following;
        }
        return at;
    }

    /** The sequence that comes next, as of the last {@link #publish}. */
    long position() {
        return (long) POSITION.getAcquire(this);
    }

    /** The sequence that is wanted next: one that lies ahead, if the cursor was told to start there. */
    long expected() {
        return awaited instanceof Position.At at ? Math.max(at.sequence(), position()) : position();
    }

    /** How many messages are ahead, expired ones included. */
    long lag() {
        Position from = awaited;
        long start = from == null ? position() : from instanceof Position.At at ? at.sequence() : Long.MAX_VALUE;
        return Math.max(0, log.nextSequence() - start);
    }

    /**
     * About how many bytes are ahead, for the thread that reads: no less than the next message takes, although that can be
     * seen a moment before its bytes are counted.
     */
    long localLagBytes() {
        return awaited != null ? 0 : Math.max(log.bytesIn() - localBytes, nextCostBytes());
    }

    private long nextCostBytes() {
        Segment at = segmentAhead();
        if (at == null || localPosition < at.base()) {
            return 0;
        }
        byte[] payload = at.payload(localPosition);
        return payload == null || Segment.isTombstone(payload) ? 0 : at.costBytes(localPosition);
    }

    /** About how many bytes are ahead. */
    long lagBytes() {
        return awaited != null ? 0 : Math.max(0, log.bytesIn() - (long) CONSUMED.getAcquire(this));
    }
}
