package dev.dunlin.broker;

import org.jspecify.annotations.Nullable;

/**
 * The messages that a reader of a topic has just been given, for the readers of that topic that are served after it in the
 * same turn: so that the objects that subscribers see are made once for all of them, and decoded once where the codec
 * {@linkplain Codec#isShareable() allows it}. For one thread.
 *
 * <p>It lasts for a turn, because it keeps alive what it holds; and its arrays are made anew for each, because a store into
 * a young array costs the collector nothing.
 */
final class Recent {

    /** How much payload is remembered at most, in bytes. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Envelope[] FORGOTTEN = {};
    private static final @Nullable Message<?>[] UNREAD = {};

    /** Remembers nothing, for readers that are served alone. After the constants that it begins with. */
    static final Recent NONE = new Recent();

    private boolean open;
    private long first;
    private long bytes;
    private @Nullable Envelope[] envelopes = FORGOTTEN;
    private @Nullable Message<?>[] messages = UNREAD;

    /** Whose values {@link #messages} hold. */
    private @Nullable Codec<?> codec;

    /** A turn begins, in which more than one reader of a topic is served. */
    void open() {
        open = true;
    }

    /** The turn is over. */
    @SuppressWarnings("ReferenceEquality") // most turns find nothing, and are to write nothing
    void clear() {
        open = false;
        if (envelopes != FORGOTTEN) {
            envelopes = FORGOTTEN;
            messages = UNREAD;
            codec = null;
        }
    }

    /** The message at a sequence, or null if it is not known here. */
    @Nullable
    Envelope envelope(long sequence) {
        long index = sequence - first;
        return index >= 0 && index < envelopes.length ? envelopes[(int) index] : null;
    }

    /** Remembers a message, if there is a place for it. */
    @SuppressWarnings("ReferenceEquality") // FORGOTTEN is known by its identity
    void add(Envelope envelope) {
        if (!open) {
            return;
        }
        if (envelopes == FORGOTTEN) {
            first = envelope.sequence();
            bytes = 0;
            envelopes = new @Nullable Envelope[Reader.BATCH];
        }
        long index = envelope.sequence() - first;
        if (index >= 0 && index < envelopes.length && bytes <= MAX_BYTES) {
            bytes += envelope.payload().length;
            envelopes[(int) index] = envelope;
        }
    }

    /** The message at a sequence as this codec has decoded it, or null if it has not. */
    @SuppressWarnings("ReferenceEquality") // a codec is the same object or another one
    @Nullable
    Message<?> message(long sequence, Codec<?> by) {
        long index = sequence - first;
        return by == codec && index >= 0 && index < messages.length ? messages[(int) index] : null;
    }

    /** Remembers what the turn's first codec has decoded, of the messages that are remembered. */
    @SuppressWarnings("ReferenceEquality") // UNREAD is known by its identity
    void add(Message<?> message, Codec<?> by) {
        if (envelope(message.sequence()) == null) {
            return;
        }
        if (messages == UNREAD) {
            messages = new @Nullable Message<?>[Reader.BATCH];
            codec = by;
        }
        long index = message.sequence() - first;
        if (by == codec) {
            messages[(int) index] = message;
        }
    }
}
