package dev.dunlin.transport.inmemory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sees what each replica carries out, and says whether all go through the same states, each request once. What a replica did
 * before it was given another state, or was started anew, is no part of its way any more. Safe for use by any thread.
 */
final class Witness {

    /**
     * A request that was carried out, and what followed.
     *
     * @param trace stands for all that was carried out until then, in its order
     */
    record Deed(long caller, long number, String procedure, long value, long trace) {}

    private final Map<String, TreeMap<Long, Deed>> ways = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** A replica has another state from now on. */
    synchronized void begins(String replica) {
        ways.put(replica, new TreeMap<>());
    }

    /** A replica has carried a request out. */
    synchronized void carriedOut(String replica, long position, Deed deed) {
        TreeMap<Long, Deed> way = ways.computeIfAbsent(replica, name -> new TreeMap<>());
        if (!way.isEmpty() && way.lastKey() >= position) {
            complaints.add(replica + " did " + deed + " at " + position + " after " + way.lastEntry());
        }
        way.put(position, deed);
    }

    /** What is wrong; empty if nothing is. */
    synchronized List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        Map<Long, Deed> byPosition = together(all);
        Map<String, Long> done = new HashMap<>();
        byPosition.forEach((position, deed) -> {
            Long before = done.put(deed.caller() + "/" + deed.number(), position);
            if (before != null) {
                all.add(deed + " was done at " + before + " and at " + position);
            }
        });
        return all;
    }

    private Map<Long, Deed> together(List<String> wrong) {
        Map<Long, Deed> byPosition = new TreeMap<>();
        ways.forEach((replica, way) -> way.forEach((position, deed) -> {
            Deed other = byPosition.putIfAbsent(position, deed);
            if (other != null && !other.equals(deed)) {
                wrong.add(replica + " at " + position + " did " + deed + ", another did " + other);
            }
        }));
        return byPosition;
    }

    /** How many requests were carried out by somebody. */
    synchronized int deeds() {
        return together(new ArrayList<>()).size();
    }
}
