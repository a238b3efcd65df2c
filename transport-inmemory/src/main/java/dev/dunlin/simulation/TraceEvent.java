package dev.dunlin.simulation;

import dev.dunlin.transport.frame.FrameText;
import java.time.Duration;
import java.util.Locale;

/** A line of a {@link Trace}. */
public sealed interface TraceEvent {

    /** When it happened, in nanoseconds since the simulation's start. */
    long atNanos();

    /**
     * Something was sent.
     *
     * @param passage what, from where to where
     * @param verdict what became of it
     * @param packet the packet in words, if it is one; else empty
     */
    record Sent(Passage passage, Verdict verdict, String packet) implements TraceEvent {

        @Override
        public long atNanos() {
            return passage.atNanos();
        }

        /** What was sent, in words. */
        public String label() {
            if (!packet.isEmpty()) {
                return packet;
            }
            String what = passage.frame() == null
                    ? passage.kind().name().toLowerCase(Locale.ROOT)
                    : FrameText.line(passage.frame());
            return passage.attempt() > 1 ? what + " (sent " + passage.attempt() + " times)" : what;
        }

        @Override
        public String toString() {
            return time(atNanos()) + "  " + passage.from() + " -> " + passage.to() + "  " + label() + "  "
                    + Verdict.word(verdict);
        }
    }

    /**
     * Something happened at a host, or was said there.
     *
     * @param atNanos when
     * @param host where
     * @param text what
     */
    record Note(long atNanos, String host, String text) implements TraceEvent {

        @Override
        public String toString() {
            return time(atNanos) + "  " + host + "  " + text;
        }
    }

    private static String time(long nanos) {
        Duration at = Duration.ofNanos(nanos);
        return String.format(Locale.ROOT, "%6d.%06d s", at.toSeconds(), at.toNanosPart() / 1000);
    }
}
