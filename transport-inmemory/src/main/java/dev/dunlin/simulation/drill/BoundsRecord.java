package dev.dunlin.simulation.drill;

import dev.dunlin.simulation.drill.DrillReport.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether what may grow stays within its bound, as often as somebody looks. Knows nothing of networks. For one thread. */
public final class BoundsRecord {

    private static final int MAX_VIOLATIONS = 20;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Long> largest = new LinkedHashMap<>();

    /** Creates an empty record. */
    public BoundsRecord() {}

    /**
     * Somebody has looked.
     *
     * @param what grows, in words
     * @param value how large it is
     * @param bound how large it may be
     */
    public void look(String what, long value, long bound) {
        largest.merge(what, value, Math::max);
        if (value > bound && violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation("bounds", what + ": " + value + ", at most " + bound));
        }
    }

    /** The largest value that was seen of each. */
    public Map<String, Long> largest() {
        return new LinkedHashMap<>(largest);
    }

    /** What went beyond its bound. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
