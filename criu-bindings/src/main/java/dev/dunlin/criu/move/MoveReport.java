package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.PhaseTimes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a migration took. Immutable.
 *
 * @param id its name
 * @param pid the process
 * @param mode how it was moved
 * @param bytes how many bytes of images were sent
 * @param stoppedBytes how many of them while the process stood still
 * @param linkBytesPerSecond how fast the link was when it was measured, in bytes a second; 0 if it was not
 * @param spans what was done when, in the order of their beginnings; some at the same time
 * @param times what the downtime consists of, and what came before and after: one after the other
 * @param notes what else somebody should know, a sentence each
 * @param client what a client saw, or null if none was asked to look
 */
public record MoveReport(
        UUID id,
        long pid,
        MigrationConfig.Mode mode,
        long bytes,
        long stoppedBytes,
        long linkBytesPerSecond,
        List<Span> spans,
        PhaseTimes times,
        List<String> notes,
        @Nullable ClientView client)
        implements MoveOutcome {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Something that was done.
     *
     * @param name what
     * @param place where: on the source, on the target, or between them
     * @param begin when it began, since the migration did
     * @param end when it ended, since the migration began
     */
    public record Span(String name, String place, Duration begin, Duration end) {}

    /** Copies the lists. */
    public MoveReport {
        spans = List.copyOf(spans);
        notes = List.copyOf(notes);
    }

    /** One that no client has looked at. */
    MoveReport(
            UUID id,
            long pid,
            MigrationConfig.Mode mode,
            long bytes,
            long stoppedBytes,
            long linkBytesPerSecond,
            List<Span> spans,
            PhaseTimes times,
            List<String> notes) {
        this(id, pid, mode, bytes, stoppedBytes, linkBytesPerSecond, spans, times, notes, null);
    }

    /** The same with what a client saw. */
    MoveReport withClient(ClientView seen) {
        return new MoveReport(id, pid, mode, bytes, stoppedBytes, linkBytesPerSecond, spans, times, notes, seen);
    }

    /** The same with one more note. */
    MoveReport withNote(String note) {
        List<String> more = Stream.concat(notes.stream(), Stream.of(note)).toList();
        return new MoveReport(id, pid, mode, bytes, stoppedBytes, linkBytesPerSecond, spans, times, more, client);
    }

    /** For how long the process stood still. */
    public Duration downtime() {
        return times.downtime();
    }

    /** How fast the images were sent, in bytes a second, waiting for them to be written included; 0 if that is not known. */
    public long sentBytesPerSecond() {
        long nanos = spans.stream()
                .filter(span -> span.place().equals("link"))
                .mapToLong(span -> span.end().minus(span.begin()).toNanos())
                .sum();
        return nanos == 0 ? 0 : (long) (bytes * NANOS_PER_SECOND / nanos);
    }

    @Override
    public String toJson() {
        StringBuilder out = new StringBuilder(512);
        out.append("{\"outcome\":\"moved\",\"id\":\"")
                .append(id)
                .append("\",\"pid\":")
                .append(pid);
        out.append(",\"mode\":\"").append(mode).append("\",\"bytes\":").append(bytes);
        out.append(",\"stoppedBytes\":").append(stoppedBytes);
        out.append(",\"sentBytesPerSecond\":").append(sentBytesPerSecond());
        out.append(",\"linkBytesPerSecond\":").append(linkBytesPerSecond);
        out.append(",\"downtimeMicros\":").append(micros(downtime())).append(",\"phases\":[");
        String comma = "";
        for (PhaseTimes.Phase phase : times.phases()) {
            out.append(comma).append("{\"name\":\"").append(phase.name()).append("\",\"micros\":");
            out.append(micros(phase.duration()))
                    .append(",\"down\":")
                    .append(phase.down())
                    .append('}');
            comma = ",";
        }
        out.append("],\"spans\":[");
        comma = "";
        for (Span span : spans) {
            out.append(comma).append("{\"name\":\"").append(span.name()).append("\",\"place\":\"");
            out.append(span.place()).append("\",\"beginMicros\":").append(micros(span.begin()));
            out.append(",\"endMicros\":").append(micros(span.end())).append('}');
            comma = ",";
        }
        out.append("],\"client\":");
        appendClient(out);
        out.append(",\"notes\":[");
        comma = "";
        for (String note : notes) {
            out.append(comma).append(quoted(note));
            comma = ",";
        }
        return out.append("]}").toString();
    }

    private void appendClient(StringBuilder out) {
        ClientView seen = client;
        if (seen == null) {
            out.append("null");
            return;
        }
        out.append("{\"broker\":").append(quoted(seen.broker().toString()));
        out.append(",\"beginMicros\":").append(micros(seen.begin()));
        out.append(",\"gapMicros\":").append(micros(seen.gap()));
        out.append(",\"beyondDowntimeMicros\":").append(micros(seen.beyond(downtime())));
        out.append(",\"asked\":").append(seen.asked());
        out.append(",\"answered\":").append(seen.answered());
        out.append(",\"failed\":").append(seen.failed()).append('}');
    }

    /** A picture of it, in SVG 1.1: what was done when and where, and what the downtime consists of. */
    public String toSvg() {
        return MoveTimeline.of(this);
    }

    /** A text of JSON. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
