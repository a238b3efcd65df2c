package dev.dunlin.simulation;

import java.time.Duration;
import java.util.Locale;

/**
 * What becomes of a {@link Passage}. A stream keeps what TCP promises: what is dropped or corrupted on it is sent again,
 * holding up what is behind it, until it passes or the stream is given up; duplicates are not seen. A datagram is simply
 * lost, corrupted or seen twice.
 */
public sealed interface Verdict {

    /** It passes, after the link's latency. */
    Verdict PASS = new Pass();

    /** It is lost. */
    Verdict DROP = new Drop();

    /** It arrives twice. */
    Verdict DUPLICATE = new Duplicate();

    /** Its bits are changed on the way. */
    Verdict CORRUPT = new Corrupt();

    /** The connection that it is on breaks: its sender learns that at once, the other side if the word gets through. A datagram is lost. */
    Verdict CUT = new Cut();

    /** It passes, after the link's latency. */
    record Pass() implements Verdict {}

    /**
     * It passes, later.
     *
     * @param delay by how much more than the link's latency; not negative
     */
    record DeliverAfter(Duration delay) implements Verdict {

        /** Checks that the delay is not negative. */
        public DeliverAfter {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay=" + delay + ": must not be negative");
            }
        }
    }

    /** It is lost. */
    record Drop() implements Verdict {}

    /** It arrives twice. */
    record Duplicate() implements Verdict {}

    /** Its bits are changed on the way. */
    record Corrupt() implements Verdict {}

    /** The connection that it is on breaks: its sender learns that at once, the other side if the word gets through. A datagram is lost. */
    record Cut() implements Verdict {}

    /** The verdict in a word, for traces. */
    static String word(Verdict verdict) {
        if (verdict instanceof DeliverAfter after) {
            return "after " + after.delay();
        }
        return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
