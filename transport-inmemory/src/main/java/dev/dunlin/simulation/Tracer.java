package dev.dunlin.simulation;

import dev.dunlin.datagram.Packet;
import dev.dunlin.transport.frame.FrameDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what happens: all of it in a hash, the last of it always, the whole if wanted. */
final class Tracer {

    /** How many of the last events an error's message shows. */
    private static final int SHOWN = 24;

    /** How many of the last are kept for a picture, if the trace is on. */
    private static final int DRAWN = 400;

    private final int maxEvents;
    private final int maxLast;
    private final List<TraceEvent> events = new ArrayList<>();
    private final ArrayDeque<TraceEvent> last = new ArrayDeque<>();
    private long digest;
    private long count;

    /**
     * A tracer.
     *
     * @param maxEvents how many events are kept; 0 for none but the last
     */
    Tracer(int maxEvents) {
        this.maxEvents = maxEvents;
        this.maxLast = maxEvents == 0 ? SHOWN : DRAWN;
    }

    void passage(Passage passage, @Nullable Packet packet, Verdict verdict) {
        digest = FrameDigest.mix(digest, passage.atNanos());
        digest = FrameDigest.mix(
                digest, passage.from().hashCode() * 31L + passage.to().hashCode());
        digest = FrameDigest.mix(digest, passage.kind().name().hashCode() * 31L + passage.attempt());
        digest = FrameDigest.mix(digest, FrameDigest.of(passage.frame()));
        String shown = packet == null ? "" : packet.toString();
        digest = FrameDigest.mix(digest, shown.hashCode());
        digest = FrameDigest.mix(
                digest,
                verdict instanceof Verdict.Pass ? 1 : Verdict.word(verdict).hashCode());
        add(new TraceEvent.Sent(passage, verdict, shown));
    }

    void note(long atNanos, String host, String text) {
        digest = FrameDigest.mix(digest, atNanos);
        digest = FrameDigest.mix(digest, host.hashCode() * 31L + text.hashCode());
        add(new TraceEvent.Note(atNanos, host, text));
    }

    String hash() {
        return String.format("%016x", FrameDigest.mix(digest, count));
    }

    Trace trace() {
        return new Trace(events, List.copyOf(last), count - events.size(), hash());
    }

    /** The last lines, for an error's message. */
    String tail() {
        StringBuilder text = new StringBuilder();
        last.stream()
                .skip(Math.max(0, last.size() - SHOWN))
                .forEach(event -> text.append("\n  ").append(event));
        return text.toString();
    }

    private void add(TraceEvent event) {
        count++;
        if (events.size() < maxEvents) {
            events.add(event);
        }
        if (last.size() == maxLast) {
            last.remove();
        }
        last.add(event);
    }
}
