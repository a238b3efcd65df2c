package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive slots of a {@link TopicLog}. See there for who may call what, and for the access modes.
 */
final class Segment {

    /** Stands in a slot whose message has expired and was reclaimed. */
    static final Envelope EXPIRED = tombstone("expired");

    /** Stands in a slot whose message was dropped before its time, or never came to be. */
    static final Envelope DROPPED = tombstone("dropped");

    /** Follows a segment that was taken out of the log: look for the way at the log's head. */
    static final Segment UNLINKED = new Segment(Long.MAX_VALUE, 0);

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Envelope[].class);
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Segment.class, "next", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long base;
    private final @Nullable Envelope[] slots;

    @SuppressWarnings("unused") // by NEXT
    private @Nullable Segment next;

    /** When the reclaimer will look at this segment, in milliseconds since the epoch; a hint for publishers. */
    private volatile long sweepMillis = Envelope.NEVER;

    /** How many slots hold tombstones, and what their messages took; written by the reclaimer alone. */
    private int goneMessages;

    private long goneBytes;

    Segment(long base, int capacity) {
        this.base = base;
        this.slots = new Envelope[capacity];
    }

    private static Envelope tombstone(String why) {
        return new Envelope(why, -1, 0, 0, new byte[0], Attributes.NONE);
    }

    static boolean isTombstone(Envelope envelope) {
        return envelope.sequence() < 0;
    }

    /** The first sequence. */
    long base() {
        return base;
    }

    /** The sequence after the last. */
    long end() {
        return base + slots.length;
    }

    int capacity() {
        return slots.length;
    }

    /** What stands at a sequence of this segment, or null if nothing does yet. */
    @Nullable
    Envelope get(long sequence) {
        return (Envelope) SLOT.getAcquire(slots, (int) (sequence - base));
    }

    /** Makes a message, and all that was written before, visible at its sequence. */
    void put(long sequence, Envelope envelope) {
        SLOT.setRelease(slots, (int) (sequence - base), envelope);
    }

    /** Puts a tombstone in the place of a message. By the reclaimer alone. */
    void bury(long sequence, Envelope tombstone, int costBytes) {
        goneMessages++;
        goneBytes += costBytes;
        put(sequence, tombstone);
    }

    /** About what one of the messages took that were reclaimed here. */
    long goneCostBytes() {
        int messages = goneMessages;
        return messages == 0 ? 0 : goneBytes / messages;
    }

    /** Whether every slot holds a tombstone. */
    boolean isDead() {
        return goneMessages == slots.length;
    }

    /** The segment that follows, {@link #UNLINKED}, or null if this is the last. */
    @Nullable
    Segment next() {
        return (Segment) NEXT.getAcquire(this);
    }

    /** The segment that follows, made if there is none. */
    Segment nextOrAppend() {
        Segment following = next();
        if (following != null) {
            return following;
        }
        Segment created = new Segment(end(), Math.min(TopicLog.MAX_SEGMENT, slots.length * 2));
        Segment witness = (Segment) NEXT.compareAndExchange(this, null, created);
        return witness == null ? created : witness;
    }

    /** Changes what follows. By the reclaimer alone, and never where nothing follows. */
    void setNext(Segment following) {
        NEXT.setRelease(this, following);
    }

    long sweepMillis() {
        return sweepMillis;
    }

    /** Says that nothing is planned. */
    synchronized void sweepNever() {
        sweepMillis = Envelope.NEVER;
    }

    /** Plans a sweep, unless one is planned for an earlier time. */
    synchronized boolean sweepSooner(long millis) {
        boolean sooner = millis < sweepMillis;
        if (sooner) {
            sweepMillis = millis;
        }
        return sooner;
    }
}
