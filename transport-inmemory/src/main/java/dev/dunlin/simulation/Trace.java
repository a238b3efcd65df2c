package dev.dunlin.simulation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened in a simulation, in order.
 *
 * @param events what was kept of it, from the start
 * @param last the last of all, a few hundred, whether they are among those or not
 * @param leftOut how many events more there were
 * @param hash of all of them: the same seed gives the same hash
 */
public record Trace(List<TraceEvent> events, List<TraceEvent> last, long leftOut, String hash) {

    /** Copies the lists. */
    public Trace {
        events = List.copyOf(events);
        last = List.copyOf(last);
    }

    /** As lines of text: time, hosts, frame, verdict. */
    public String text() {
        String lines = events.stream().map(event -> event + "\n").collect(Collectors.joining());
        return leftOut == 0 ? lines : lines + "... and " + leftOut + " more\n";
    }

    /** As a sequence diagram in Mermaid's language: of a long run its end. */
    public String mermaid() {
        return new SequenceDiagram(this).mermaid();
    }

    /** As a sequence diagram, a picture in SVG: of a long run its end. */
    public String svg() {
        return new SequenceDiagram(this).svg();
    }
}
