package dev.dunlin.simulation.drill;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What each host of a drill has done and met, in numbers, by name. For one thread. */
final class HostCounts {

    private final Map<String, Map<String, Long>> counts = new TreeMap<>();

    void add(String host, String what, long more) {
        counts.computeIfAbsent(host, name -> new LinkedHashMap<>()).merge(what, more, Long::sum);
    }

    Map<String, Map<String, Long>> all() {
        return counts;
    }
}
