package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive slots of a {@link TopicLog}, kept in columns: a message that waits is its payload and 20 bytes, and
 * no object of its own for the garbage collector to copy. See {@link TopicLog} for who may call what, and for the access
 * modes.
 */
final class Segment {

    /** Stands in a slot whose message has expired and was reclaimed. */
    static final byte[] EXPIRED = {};

    /** Stands in a slot whose message was dropped before its time, or never came to be. */
    static final byte[] DROPPED = {};

    /** Follows a segment that was taken out of the log: look for the way at the log's head. */
    static final Segment UNLINKED = new Segment(Long.MAX_VALUE, 0, null);

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);
    private static final VarHandle NEXT;
    private static final VarHandle ATTRIBUTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
            ATTRIBUTES = lookup.findVarHandle(Segment.class, "attributes", Attributes[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long base;

    /** The payloads; storing one makes the other columns visible. */
    private final byte[][] slots;

    private final long[] acceptedMillis;
    private final long[] expiresMillis;

    /** Made when the first message has any; most never do. */
    private volatile @Nullable Attributes @Nullable [] attributes;

    @SuppressWarnings("UnusedVariable") // read by NEXT
    private @Nullable Segment next;

    /** The segment before, a hint for publishers that come late; null once that one is unlinked. */
    private volatile @Nullable Segment previous;

    /** When the reclaimer will look at this segment, in milliseconds since the epoch; a hint for publishers. */
    private volatile long sweepMillis = Envelope.NEVER;

    /** How many slots hold tombstones, and what their messages took; written by the reclaimer alone. */
    private int goneMessages;

    private long goneBytes;

    Segment(long base, int capacity, @Nullable Segment previous) {
        this.base = base;
        this.previous = previous;
        this.slots = new byte[capacity][];
        this.acceptedMillis = new long[capacity];
        this.expiresMillis = new long[capacity];
    }

    @SuppressWarnings("ReferenceEquality") // a tombstone is known by its identity
    static boolean isTombstone(byte[] payload) {
        return payload == EXPIRED || payload == DROPPED;
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

    /** The payload or tombstone at a sequence of this segment, or null if nothing was stored yet. */
    byte @Nullable [] payload(long sequence) {
        return (byte[]) SLOT.getAcquire(slots, index(sequence));
    }

    /** When the message at a sequence was accepted; to be asked after its payload was seen. */
    long acceptedMillis(long sequence) {
        return acceptedMillis[index(sequence)];
    }

    /** When the message at a sequence expires; to be asked after its payload was seen. */
    long expiresMillis(long sequence) {
        return expiresMillis[index(sequence)];
    }

    /** The attributes of the message at a sequence; to be asked after its payload was seen. */
    Attributes attributes(long sequence) {
        @Nullable Attributes[] all = attributes;
        Attributes own = all == null ? null : all[index(sequence)];
        return own == null ? Attributes.NONE : own;
    }

    /** What the message at a sequence takes, in bytes; to be asked after its payload was seen. */
    int costBytes(long sequence, byte[] payload) {
        return Envelope.costBytes(payload, attributes(sequence));
    }

    /** The message at a sequence whose payload was seen, or null if it was buried in the meantime. */
    @Nullable
    Envelope envelope(String topic, long sequence, byte[] payload) {
        Attributes own = Attributes.NONE;
        if (attributes != null) {
            own = attributes(sequence);
            VarHandle.loadLoadFence();
            if (isTombstone(Objects.requireNonNull(payload(sequence)))) {
                return null;
            }
        }
        return new Envelope(topic, sequence, acceptedMillis(sequence), expiresMillis(sequence), payload, own);
    }

    /** Makes a message, and all that was written before, visible at its sequence. */
    @SuppressWarnings("ReferenceEquality") // the short cut for nearly every message
    void store(long sequence, byte[] payload, Attributes own, long accepted, long expires) {
        int index = index(sequence);
        acceptedMillis[index] = accepted;
        expiresMillis[index] = expires;
        if (own != Attributes.NONE) {
            attributesColumn()[index] = own;
        }
        SLOT.setRelease(slots, index, payload);
    }

    private @Nullable Attributes[] attributesColumn() {
        @Nullable Attributes[] all = attributes;
        if (all == null) {
            @Nullable Attributes[] created = new @Nullable Attributes[slots.length];
            all = ATTRIBUTES.compareAndSet(this, null, created) ? created : attributes;
        }
        return Objects.requireNonNull(all);
    }

    /** Puts a tombstone in the place of a message, whose other columns stay. By the reclaimer alone. */
    void bury(long sequence, byte[] tombstone, int costBytes) {
        goneMessages++;
        goneBytes += costBytes;
        int index = index(sequence);
        SLOT.setRelease(slots, index, tombstone);
        @Nullable Attributes[] all = attributes;
        if (all != null) {
            VarHandle.storeStoreFence();
            all[index] = null;
        }
    }

    /** Fills a slot with a tombstone whose message could not be made. */
    void forgo(long sequence) {
        SLOT.setRelease(slots, index(sequence), DROPPED);
    }

    private int index(long sequence) {
        return (int) (sequence - base);
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
        Segment created = new Segment(end(), Math.min(TopicLog.MAX_SEGMENT, slots.length * 2), this);
        Segment witness = (Segment) NEXT.compareAndExchange(this, null, created);
        return witness == null ? created : witness;
    }

    /** The segment before this, or null if it is not known. */
    @Nullable
    Segment previous() {
        return previous;
    }

    /** Takes this segment out of the list. By the reclaimer alone, and never where nothing follows. */
    void unlink(@Nullable Segment before, Segment following) {
        following.previous = before;
        if (before != null) {
            NEXT.setRelease(before, following);
        }
        NEXT.setRelease(this, UNLINKED);
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
