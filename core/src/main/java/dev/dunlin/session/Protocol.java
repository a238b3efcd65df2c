package dev.dunlin.session;

import dev.dunlin.transport.TransportLimits;
import java.util.Map;

/** What both ends of a session hold to besides the frames. */
final class Protocol {

    /**
     * How many bytes of unanswered publishes, by {@link Cost}, a client may have before it sends another message. A server
     * holds so much and one message more without ceasing to read: a client whose publishes wait for a subscriber can
     * still say that this subscriber, which may be its own, has caught up.
     */
    static final long WINDOW_BYTES = 4 << 20;

    /** About how many bytes go into one frame of messages: enough to be worth a system call, little enough to be quick. */
    static final int BATCH_BYTES = 32 << 10;

    /** How this library calls itself. */
    static final String AGENT = "dunlin-java";

    /** How many topics a frame may name with the sequences at which they start. */
    static final int MAX_STARTS = 1_000;

    /** How much room their names have there, in UTF-16 units: a third of the bytes that they may take, at most. */
    private static final int MAX_STARTS_LENGTH = 14_000;

    private Protocol() {}

    /** Whether one frame can name all these topics. */
    static boolean fitsInAFrame(Map<String, Long> starts) {
        return starts.size() <= MAX_STARTS
                && starts.keySet().stream().mapToInt(String::length).sum() <= MAX_STARTS_LENGTH;
    }

    /** The largest payload that leaves room for the rest of its frame: 16 MiB in frames of 17. */
    static int maxMessageBytes(TransportLimits limits) {
        return limits.maxFrameBytes() - (limits.maxFrameBytes() + 16) / 17;
    }

    /** How many bytes of attributes, by {@link Cost}, have room beside the largest payload. */
    static int maxAttributesBytes(int maxMessageBytes) {
        return maxMessageBytes / 32;
    }
}
