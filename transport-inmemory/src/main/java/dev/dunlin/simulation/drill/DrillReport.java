package dev.dunlin.simulation.drill;

import dev.dunlin.simulation.NetworkStats;
import dev.dunlin.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a drill.
 *
 * @param counts what happened, in numbers, by name
 * @param hosts what each host has done and met, in numbers: by host, by name
 * @param violations promises that did not hold, in words; empty if all did
 * @param network what the network counted
 * @param took how much time passed in the simulation
 * @param events how many events happened
 * @param hash of the trace
 */
public record DrillReport(
        Map<String, Long> counts,
        Map<String, Map<String, Long>> hosts,
        List<Violation> violations,
        NetworkStats network,
        Duration took,
        long events,
        String hash) {

    /** Copies the maps, in their order, and the list. */
    public DrillReport {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        Map<String, Map<String, Long>> each = new LinkedHashMap<>();
        hosts.forEach((host, seen) -> each.put(host, Collections.unmodifiableMap(new LinkedHashMap<>(seen))));
        hosts = Collections.unmodifiableMap(each);
        violations = List.copyOf(violations);
    }

    /** What came of a run that is over: what it counted and found, and what was found to grow. */
    static DrillReport of(
            Simulation simulation,
            Map<String, Long> counts,
            HostCounts hosts,
            List<Violation> found,
            BoundsRecord bounds) {
        Map<String, Long> all = new LinkedHashMap<>(counts);
        bounds.largest().forEach((what, value) -> all.put("largest: " + what, value));
        List<Violation> violations = new ArrayList<>(found);
        violations.addAll(bounds.violations());
        return new DrillReport(
                all,
                hosts.all(),
                violations,
                simulation.network().stats(),
                simulation.elapsed(),
                simulation.events(),
                simulation.hash());
    }

    /**
     * A promise that did not hold.
     *
     * @param checker who noticed
     * @param what happened, with values
     */
    public record Violation(String checker, String what) {

        @Override
        public String toString() {
            return checker + ": " + what;
        }
    }

    /** Throws what is wrong, if anything is. */
    public DrillReport orThrow() {
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.size() + " promises broken:\n  "
                    + String.join(
                            "\n  ",
                            violations.stream()
                                    .limit(10)
                                    .map(Violation::toString)
                                    .toList()));
        }
        return this;
    }
}
