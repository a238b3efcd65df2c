package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of segments, small at first and growing.
 *
 * <p>Any thread may append and any number of {@link LogCursor cursors} may read at the same time. What happens before an
 * append happens before the reading of the message. {@link #unlinkFront}, {@link #unlinkSometimes} and {@link Segment#bury} are for one thread at a time:
 * the {@link Reclaimer} holds its lock.
 */
final class TopicLog {

    /*
     * The design: a publisher claims a sequence by one atomic add, finds or makes the segment that holds it, and stores
     * the message there. A reader takes slots in order and stops at the first that is empty. It is the unrolled list of
     * ConcurrentLinkedQueue's kin with an index in the place of the search: after Morrison and Afek, "Fast Concurrent
     * Queues for x86 Processors" (LCRQ, PPoPP 2013), without the ring, as nothing is taken out at the front by readers.
     *
     * Invariants.
     *   1. A sequence is claimed once; its slot is written once by its publisher (null -> message) and at most once after
     *      that by the reclaimer (message -> tombstone, or the whole column -> null when no slot in it is empty).
     *   2. Segments are linked in order of their bases. A segment is unlinked only when all its slots hold tombstones and
     *      another follows: so no publisher can still be looking for it, and the last segment is never unlinked.
     *   3. Every sequence that is claimed and not buried lies in a segment that can be reached from `head`.
     *   4. `next` goes null -> segment (compare-and-exchange by any publisher), then changes only by the reclaimer, and
     *      ends as UNLINKED. So a reader that was left behind in an unlinked segment keeps that one alive, and no chain.
     *
     *   5. `previous` leads from a segment to the one before as long as that is linked, and no further: a publisher that
     *      was held up between claim and store goes back a few steps from `tail`, not forward through the whole log.
     *
     * Non-invariants.
     *   - `tail` is a hint: it may lag, and may point into an unlinked segment.
     *   - `nextSequence` runs ahead of what can be read: between claim and store there is a hole, and a message behind it
     *     is not seen by cursors until the hole is filled, although its publisher may have returned. `newest()` and the
     *     poller wait for the hole (it is a few instructions wide); callbacks are signalled by its publisher.
     *   - An OutOfMemoryError between claim and store fills the hole with a tombstone if it still can.
     *
     * Access modes. Slots: the payload's store is the publication: the other columns are written plainly before its setRelease, and read
     * plainly after a getAcquire has seen it. A tombstone replaces the payload; then, after a storeStoreFence, the attributes
     * are cleared, so a reader of attributes has a loadLoadFence and looks at the payload once more. A segment whose messages
     * have all expired is buried by one store: `slots` becomes null, and whoever reads it then sees tombstones; a reader that
     * has the array still sees messages, which have expired. `next`: compareAndExchange (publishers race), getAcquire. `head`:
     * setRelease by the reclaimer, getAcquire. `nextSequence` and `bytesIn`: getAndAdd; they share a line on purpose, as
     * whoever claims the one has the line for the other. They are padded from `head` and `tail`, which are read mostly.
     */

    /** Slots in the first segment and in the largest. */
    static final int MIN_SEGMENT = 8;

    static final int MAX_SEGMENT = 1024;

    /** How many dead segments between living ones are worth a walk along the list. */
    private static final int UNLINK_AFTER = 64;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(TopicLog.class, "head", Segment.class);
            TAIL = lookup.findVarHandle(TopicLog.class, "tail", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String topic;
    private final Claims claims = new Claims();
    private Segment head;

    @SuppressWarnings("UnusedVariable") // read by TAIL
    private Segment tail;

    /** Written by the reclaimer alone; volatile for statistics. */
    private volatile long goneMessages;

    private volatile long goneBytes;
    private volatile long lastDropped = -1;
    private int deadInside;

    TopicLog(String topic) {
        this.topic = topic;
        this.head = new Segment(0, MIN_SEGMENT, Envelope.NEVER, null);
        this.tail = head;
    }

    String topic() {
        return topic;
    }

    /** Claims places next to each other, and gives the first: {@link #store} a message in each of them. */
    long claim(int count) {
        return claims.claim(count);
    }

    /**
     * Stores a message in a place that was claimed for it, and makes it visible.
     *
     * @return the segment that the place is in
     */
    Segment store(long sequence, byte[] payload, Attributes attributes, long acceptedMillis, long expiresMillis) {
        try {
            long ttl = expiresMillis == Envelope.NEVER ? Envelope.NEVER : expiresMillis - acceptedMillis;
            Segment segment = segmentOf(sequence, ttl);
            segment.store(sequence, payload, attributes, acceptedMillis, expiresMillis);
            return segment;
        } catch (OutOfMemoryError e) {
            segmentOf(sequence).forgo(sequence);
            throw e;
        }
    }

    /**
     * Counts bytes that messages take, in volatile mode: after they were stored. Who reads {@link #bytesIn} after this, in
     * the order of volatile accesses, sees the messages.
     *
     * @return the sum before
     */
    long addBytes(long bytes) {
        return claims.addBytes(bytes);
    }

    /** The segment that holds a claimed sequence, made if it does not exist; a later one if that was unlinked. */
    Segment segmentOf(long sequence) {
        return segmentOf(sequence, Envelope.NEVER);
    }

    private Segment segmentOf(long sequence, long ttlMillis) {
        Segment hint = (Segment) TAIL.getAcquire(this);
        Segment segment = hint;
        if (sequence >= segment.base() && sequence < segment.end()) {
            return segment;
        }
        for (Segment before = segment.previous(); sequence < segment.base() && before != null; ) {
            segment = before;
            before = segment.previous();
        }
        if (sequence < segment.base()) {
            segment = head();
        }
        while (sequence >= segment.end()) {
            Segment following = segment.nextOrAppend(ttlMillis);
            segment = following == Segment.UNLINKED ? head() : following;
        }
        if (segment.base() > hint.base()) {
            TAIL.compareAndSet(this, hint, segment);
        }
        return segment;
    }

    /** The first segment. */
    Segment head() {
        return (Segment) HEAD.getAcquire(this);
    }

    /** The sequence that the next message will get. */
    long nextSequence() {
        return claims.nextSequence();
    }

    /** What all messages have taken that were ever appended, in bytes; read in volatile mode. */
    long bytesIn() {
        return claims.bytes();
    }

    /** What the messages have taken that were reclaimed, in bytes. */
    long goneBytes() {
        return goneBytes;
    }

    /** How many messages were reclaimed. */
    long goneMessages() {
        return goneMessages;
    }

    /** The newest sequence that was dropped before its time, or -1. */
    long lastDropped() {
        return lastDropped;
    }

    /** Counts what the reclaimer has buried. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // a single writer: the reclaimer holds its lock
    void countGone(int messages, long bytes) {
        goneMessages += messages;
        goneBytes += bytes;
    }

    void noteDropped(long sequence) {
        lastDropped = Math.max(lastDropped, sequence);
    }

    /** The newest message, or null if there is none, or it was reclaimed. Waits for a publisher that is about to store it. */
    @Nullable
    Envelope newest() {
        long sequence = nextSequence() - 1;
        if (sequence < 0) {
            return null;
        }
        Segment segment = segmentOf(sequence);
        if (sequence < segment.base()) {
            return null;
        }
        byte[] payload = segment.payload(sequence);
        while (payload == null) {
            Thread.onSpinWait();
            payload = segment.payload(sequence);
        }
        return segment.envelope(topic, sequence, payload);
    }

    /** The oldest sequence that is still kept, or the next if none is. */
    long firstKept() {
        for (Segment at = head(); at != null && at != Segment.UNLINKED; at = at.next()) {
            for (long sequence = at.base(); !at.isDead() && sequence < at.end(); sequence++) {
                byte[] payload = at.payload(sequence);
                if (payload == null || !Segment.isTombstone(payload)) {
                    return sequence;
                }
            }
        }
        return nextSequence();
    }

    /** Takes dead segments out at the front of the list. By the reclaimer alone. */
    void unlinkFront() {
        Segment segment = head();
        for (Segment following = segment.next(); following != null && segment.isDead(); following = segment.next()) {
            HEAD.setRelease(this, following);
            segment.unlink(null, following);
            segment = following;
        }
    }

    /** Takes dead segments out wherever they are, when enough have come together. By the reclaimer alone. */
    void unlinkSometimes() {
        if (++deadInside >= UNLINK_AFTER) {
            deadInside = 0;
            unlinkAll();
        }
    }

    private void unlinkAll() {
        unlinkFront();
        Segment previous = head();
        Segment segment = previous.next();
        while (segment != null && segment.next() != null) {
            Segment following = segment.next();
            if (segment.isDead()) {
                segment.unlink(previous, following);
            } else {
                previous = segment;
            }
            segment = following;
        }
    }
}
