package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.environment.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Notes when what was done. For one thread. */
final class Timeline {

    /** When the process was let run on where it was. */
    static final String BACK = "back";

    private final Clock clock;
    private final long zero;
    private final List<MoveReport.Span> spans = new ArrayList<>();
    private final Map<String, Long> marks = new LinkedHashMap<>();

    Timeline(Clock clock) {
        this.clock = clock;
        this.zero = clock.nanos();
    }

    /** Notes a moment, the first time alone. */
    void mark(String name) {
        marks.putIfAbsent(name, clock.nanos() - zero);
    }

    /** The moment that was noted last but {@link #BACK}; empty before the first. */
    String last() {
        String last = "";
        for (String mark : marks.keySet()) {
            last = mark.equals(BACK) ? last : mark;
        }
        return last;
    }

    boolean has(String mark) {
        return marks.containsKey(mark);
    }

    /** How long it has taken so far, in nanoseconds. */
    long now() {
        return clock.nanos() - zero;
    }

    /** When a moment was, in nanoseconds since the beginning. */
    long at(String mark) {
        Long at = marks.get(mark);
        if (at == null) {
            throw new IllegalStateException("\"" + mark + "\" was never marked");
        }
        return at;
    }

    /** Notes what lasted from a moment to another. */
    void span(String name, String place, String from, String to) {
        span(name, place, at(from), at(to));
    }

    void span(String name, String place, long fromNanos, long toNanos) {
        spans.add(new MoveReport.Span(name, place, Duration.ofNanos(fromNanos), Duration.ofNanos(toNanos)));
    }

    /** A part of the whole, from a moment to the next. */
    PhaseTimes.Phase phase(String name, String from, String to, boolean down) {
        return new PhaseTimes.Phase(name, Duration.ofNanos(at(to) - at(from)), down);
    }

    List<MoveReport.Span> spans() {
        spans.sort(java.util.Comparator.comparing(MoveReport.Span::begin));
        return spans;
    }
}
