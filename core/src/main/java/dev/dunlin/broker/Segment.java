package dev.dunlin.broker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive slots of a {@link TopicLog}, kept in columns: a message that waits is its payload and 16 bytes, and
 * no object of its own for the garbage collector to copy. See {@link TopicLog} for who may call what, and for the access
 * modes.
 */
final class Segment {

    /** Stands in a slot whose message has expired and was reclaimed. */
    static final byte[] EXPIRED = {};

    /** Stands in a slot whose message was dropped before its time, or never came to be. */
    static final byte[] DROPPED = {};

    /** Follows a segment that was taken out of the log: look for the way at the log's head. */
    static final Segment UNLINKED = new Segment(Long.MAX_VALUE, 0, Envelope.NEVER, null);

    /** Stands in the place of the attributes of a segment that was buried as a whole. */
    private static final @Nullable Attributes[] BURIED = {};

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);
    private static final VarHandle NEXT;
    private static final VarHandle ATTRIBUTES;
    private static final VarHandle OWN_EXPIRES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
            OWN_EXPIRES = lookup.findVarHandle(Segment.class, "ownExpiresMillis", long[].class);
            ATTRIBUTES = lookup.findVarHandle(Segment.class, "attributes", Attributes[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long base;
    private final int capacity;

    /** How long messages here live unless they have an expiry of their own, or {@link Envelope#NEVER}. */
    private final long ttlMillis;

    /** The payloads; storing one makes the other columns visible. Null when all of them were buried at once. */
    private volatile byte @Nullable [][] slots;

    private final long[] acceptedMillis;
    private final int[] costBytes;

    /** For messages that live longer or shorter than most here; 0 for the others. Made when the first comes. */
    private volatile long @Nullable [] ownExpiresMillis;

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

    /** When everything here will have expired, as far as a sweep has found out; zero if none was made. */
    private volatile long spentMillis;

    private long goneBytes;

    Segment(long base, int capacity, long ttlMillis, @Nullable Segment previous) {
        this.base = base;
        this.capacity = capacity;
        this.ttlMillis = ttlMillis;
        this.previous = previous;
        this.slots = new byte[capacity][];
        this.acceptedMillis = new long[capacity];
        this.costBytes = new int[capacity];
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
        return base + capacity;
    }

    int capacity() {
        return capacity;
    }

    /** The payload or tombstone at a sequence of this segment, or null if nothing was stored yet. */
    byte @Nullable [] payload(long sequence) {
        byte[][] all = slots;
        return all == null ? EXPIRED : (byte[]) SLOT.getAcquire(all, index(sequence));
    }

    /** How many slots in a row hold something from a sequence of this segment on, at most so many. */
    int filled(long sequence, int most) {
        byte[][] all = slots;
        int first = index(sequence);
        int end = Math.min(capacity, first + most);
        if (all == null) {
            return end - first;
        }
        int at = first;
        while (at < end && SLOT.getAcquire(all, at) != null) {
            at++;
        }
        return at - first;
    }

    /** When the message at a sequence was accepted; to be asked after its payload was seen. */
    long acceptedMillis(long sequence) {
        return acceptedMillis[index(sequence)];
    }

    /** When the message at a sequence expires; to be asked after its payload was seen. */
    long expiresMillis(long sequence) {
        return expiresMillisAt(index(sequence));
    }

    private long expiresMillisAt(int index) {
        long[] all = ownExpiresMillis;
        long own = all == null ? 0 : all[index];
        return own != 0 ? own : expiry(acceptedMillis[index]);
    }

    private long expiry(long accepted) {
        return ttlMillis == Envelope.NEVER ? Envelope.NEVER : accepted + ttlMillis;
    }

    /** What the message at a sequence takes, in bytes; to be asked after its payload was seen. */
    int costBytes(long sequence) {
        return costBytes[index(sequence)];
    }

    /**
     * The message at a sequence, or null if it was buried before, or in the meantime.
     *
     * @param payload what was seen there
     */
    @SuppressWarnings("ReferenceEquality") // BURIED is known by its identity
    @Nullable
    Envelope envelope(String topic, long sequence, byte[] payload) {
        if (isTombstone(payload)) {
            return null;
        }
        Attributes own = Attributes.NONE;
        @Nullable Attributes[] all = attributes;
        if (all == BURIED) {
            return null;
        }
        if (all != null) {
            own = Objects.requireNonNullElse(all[index(sequence)], Attributes.NONE);
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
        costBytes[index] = Envelope.costBytes(payload, own);
        if (expires != expiry(accepted)) {
            ownExpiresColumn()[index] = expires;
        }
        if (own != Attributes.NONE) {
            attributesColumn()[index] = own;
        }
        SLOT.setRelease(openSlots(), index, payload);
    }

    /** The payloads of a segment that is not buried as a whole: as long as somebody has a message to store in it. */
    private byte[][] openSlots() {
        return Objects.requireNonNull(slots);
    }

    private long[] ownExpiresColumn() {
        long[] all = ownExpiresMillis;
        if (all == null) {
            long[] created = new long[capacity];
            all = OWN_EXPIRES.compareAndSet(this, null, created) ? created : ownExpiresMillis;
        }
        return Objects.requireNonNull(all);
    }

    private @Nullable Attributes[] attributesColumn() {
        @Nullable Attributes[] all = attributes;
        if (all == null) {
            @Nullable Attributes[] created = new @Nullable Attributes[capacity];
            all = ATTRIBUTES.compareAndSet(this, null, created) ? created : attributes;
        }
        return Objects.requireNonNull(all);
    }

    /** Puts a tombstone in the place of a message, whose other columns stay. By the reclaimer alone. */
    void bury(long sequence, byte[] tombstone) {
        int index = index(sequence);
        goneMessages++;
        goneBytes += costBytes[index];
        SLOT.setRelease(openSlots(), index, tombstone);
        @Nullable Attributes[] all = attributes;
        if (all != null) {
            VarHandle.storeStoreFence();
            all[index] = null;
        }
    }

    /**
     * Buries all messages at once, for a fraction of what it takes one by one, if every slot holds one and all have expired. By the reclaimer alone.
     *
     * @return whether it did
     */
    @SuppressWarnings("ReferenceEquality") // a tombstone is known by its identity
    boolean buryAll(long nowMillis) {
        byte[][] all = slots;
        if (goneMessages > 0 || all == null) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < capacity; i++) {
            byte[] payload = (byte[]) SLOT.getAcquire(all, i);
            if (payload == null || payload == DROPPED || expiresMillisAt(i) > nowMillis) {
                return false;
            }
            bytes += costBytes[i];
        }
        goneMessages = capacity;
        goneBytes = bytes;
        slots = null;
        if (attributes != null) {
            attributes = BURIED;
        }
        return true;
    }

    /** Fills a slot with a tombstone whose message could not be made. */
    void forgo(long sequence) {
        SLOT.setRelease(openSlots(), index(sequence), DROPPED);
    }

    private int index(long sequence) {
        return (int) (sequence - base);
    }

    /** About what one of the messages took that were reclaimed here. */
    long goneCostBytes() {
        int messages = goneMessages;
        return messages == 0 ? 0 : goneBytes / messages;
    }

    /** How many messages were reclaimed here. */
    int goneMessages() {
        return goneMessages;
    }

    /** What they took, in bytes. */
    long goneBytes() {
        return goneBytes;
    }

    /** Whether every slot holds a tombstone. */
    boolean isDead() {
        return goneMessages == capacity;
    }

    /** Notes until when something here is alive, as a sweep has found. By the reclaimer alone. */
    void spentAt(long millis) {
        spentMillis = millis;
    }

    /** Whether a sweep is likely to bury everything here. A guess that costs next to nothing, for any thread. */
    boolean isSpent(long nowMillis) {
        byte[][] all = slots;
        return all != null
                && spentMillis <= nowMillis
                && SLOT.getAcquire(all, capacity - 1) != null
                && expiresMillisAt(capacity - 1) <= nowMillis;
    }

    /** The segment that follows, {@link #UNLINKED}, or null if this is the last. */
    @Nullable
    Segment next() {
        return (Segment) NEXT.getAcquire(this);
    }

    /** The segment that begins where this one ends, or null if there is none in the log, or this was taken out of it. */
    @Nullable
    Segment nextInLine() {
        Segment following = next();
        return following != null && following.base == end() ? following : null;
    }

    /**
     * The segment that follows, made if there is none.
     *
     * @param ttl how long most messages there will live, as far as can be foreseen, in milliseconds
     */
    Segment nextOrAppend(long ttl) {
        Segment following = next();
        if (following != null) {
            return following;
        }
        Segment created = new Segment(end(), Math.min(TopicLog.MAX_SEGMENT, capacity * 2), ttl, this);
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
