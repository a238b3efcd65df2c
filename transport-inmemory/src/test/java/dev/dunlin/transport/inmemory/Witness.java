package dev.dunlin.transport.inmemory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees what each replica carries out, and says whether all go through the same states, each request once. Safe for any thread. */
final class Witness {

    /** A request that was carried out, and what followed. */
    record Deed(long caller, long number, String procedure, long value) {}

    private final Map<Long, Deed> byPosition = new HashMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** A replica has carried a request out. */
    synchronized void carriedOut(String replica, long position, Deed deed) {
        Deed before = byPosition.putIfAbsent(position, deed);
        if (before != null && !before.equals(deed)) {
            complaints.add(replica + " at " + position + " did " + deed + ", another did " + before);
        }
        if (before == null) {
            positions.merge(deed.caller() + "/" + deed.number(), position, (one, other) -> {
                complaints.add(deed + " was done at " + one + " and at " + other);
                return one;
            });
        }
    }

    /** What is wrong; empty if nothing is. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** How many requests were carried out by somebody. */
    synchronized int deeds() {
        return byPosition.size();
    }
}
