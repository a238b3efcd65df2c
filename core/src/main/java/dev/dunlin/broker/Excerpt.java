package dev.dunlin.broker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages that stand next to each other in a topic's log, taken out of it at once by a reader, and for the readers of
 * that topic that are served after it in the same turn: so that the log's columns are read, and the objects that
 * subscribers see are made, once for all of them, and values decoded once where the codec {@linkplain
 * Codec#isShareable() allows it}. For one thread.
 *
 * <p>It lasts for a turn, because it keeps alive what it holds; and its arrays are made anew for each, because a store into
 * a young array costs the collector nothing.
 */
final class Excerpt {

    /** How much is taken at once at most, in bytes that messages cost, beyond one message. */
    private static final long MAX_BYTES = 1 << 20;

    private static final @Nullable Envelope[] NOTHING = {};
    private static final @Nullable Message<?>[] UNREAD = {};

    /** For readers that are served alone. */
    static final Excerpt NONE = new Excerpt();

    private boolean shared;
    private long first;
    private int count;

    /** Null where a tombstone stands. */
    private @Nullable Envelope[] envelopes = NOTHING;

    /** What those before an index take, in bytes: a sum that grows, one longer than the messages. */
    private long[] costBefore = {0};

    /** When the first of them expires. */
    private long soonestMillis;

    private @Nullable Message<?>[] messages = UNREAD;

    /** Whose values {@link #messages} hold. */
    private @Nullable Codec<?> codec;

    /** A turn begins, in which more than one reader of a topic is served. */
    void share() {
        shared = true;
    }

    /** Whether more than one reader is served by it. */
    boolean isShared() {
        return shared;
    }

    /** The turn is over. */
    void clear() {
        shared = false;
        forget();
    }

    private void forget() {
        if (count > 0) {
            count = 0;
            envelopes = NOTHING;
            messages = UNREAD;
            codec = null;
        }
    }

    /**
     * Takes what stands in a log from a place on, up to the first slot that is empty.
     *
     * @param start the segment that holds the first
     * @param most how many messages at most, from 1
     * @return whether there was any
     */
    boolean take(TopicLog log, Segment start, long sequence, int most) {
        forget();
        int room = filled(start, sequence, most);
        if (room == 0) {
            return false;
        }
        @Nullable Envelope[] all = new @Nullable Envelope[room];
        if (costBefore.length <= room) {
            costBefore = new long[room + 1];
        }
        Segment segment = start;
        long soonest = Envelope.NEVER;
        long bytes = 0;
        int taken = 0;
        while (taken < room && bytes <= MAX_BYTES) {
            long at = sequence + taken;
            if (at == segment.end()) {
                Segment following = segment.nextInLine();
                if (following == null) {
                    break;
                }
                segment = following;
            }
            Envelope envelope = segment.envelope(log.topic(), at, Objects.requireNonNull(segment.payload(at)));
            if (envelope != null) {
                all[taken] = envelope;
                bytes += envelope.costBytes();
                soonest = Math.min(soonest, envelope.expiresMillis());
            }
            costBefore[++taken] = bytes;
        }
        first = sequence;
        count = taken;
        envelopes = all;
        soonestMillis = soonest;
        return true;
    }

    /** How many slots in a row hold something, at most so many. */
    private static int filled(Segment start, long sequence, int most) {
        int filled = start.filled(sequence, most);
        Segment segment = start;
        while (filled < most && sequence + filled == segment.end()) {
            Segment following = segment.nextInLine();
            if (following == null) {
                break;
            }
            segment = following;
            filled += segment.filled(segment.base(), most - filled);
        }
        return filled;
    }

    /** Where a sequence stands here, or -1 if it does not. */
    int index(long sequence) {
        long index = sequence - first;
        return index >= 0 && index < count ? (int) index : -1;
    }

    /** How many places it has. */
    int count() {
        return count;
    }

    /** What messages take, in bytes. */
    long costBytes(int from, int to) {
        return costBefore[to] - costBefore[from];
    }

    /** When the first of all messages expires, in milliseconds since the epoch. */
    long soonestMillis() {
        return soonestMillis;
    }

    /** The message at an index, or null if a tombstone stands there. */
    @Nullable
    Envelope envelope(int index) {
        return envelopes[index];
    }

    /** The message at an index where none stands for a tombstone. */
    Envelope present(int index) {
        return Objects.requireNonNull(envelopes[index]);
    }

    /** The message at an index as this codec has decoded it, or null if it has not. */
    @SuppressWarnings("ReferenceEquality") // a codec is the same object or another one
    @Nullable
    Message<?> message(int index, Codec<?> by) {
        return by == codec ? messages[index] : null;
    }

    /** Keeps what the turn's first codec has decoded. */
    @SuppressWarnings("ReferenceEquality") // UNREAD is known by its identity
    void keep(int index, Message<?> message, Codec<?> by) {
        if (messages == UNREAD) {
            messages = new @Nullable Message<?>[count];
            codec = by;
        }
        if (by == codec) {
            messages[index] = message;
        }
    }
}
