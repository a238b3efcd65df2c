package dev.dunlin.simulation.drill;

import dev.dunlin.simulation.drill.DrillReport.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a caller asked and was answered, and what replicas carried out; and whether it is what replicated calls promise: no
 * wrong value agreed on, nothing carried out twice by one replica, an end for every call. Knows nothing of networks. For one
 * thread.
 */
public final class CallRecord {

    private static final int MAX_VIOLATIONS = 100;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, String> expected = new LinkedHashMap<>();
    private final Map<String, Integer> executions = new LinkedHashMap<>();
    private final Map<String, Integer> ends = new LinkedHashMap<>();
    private final Set<String> abandoned = new LinkedHashSet<>();
    private long agreed;
    private long split;
    private long tooFew;

    /** Creates an empty record. */
    public CallRecord() {}

    /** A call is about to be made, whose right answer is known. */
    public void onCall(String request, String answer) {
        expected.put(request, answer);
    }

    /** A replica carries a request out. */
    public void onExecution(String replica, String request) {
        int times = executions.merge(replica + " " + request, 1, Integer::sum);
        if (times > 1) {
            violation("execution", replica + " has carried out " + request + " " + times + " times");
        }
        if (!expected.containsKey(request)) {
            violation("execution", replica + " has carried out " + request + ", which nobody asked");
        }
    }

    /** The replicas agreed. */
    public void onAgreed(String request, String answer) {
        agreed++;
        ended(request);
        if (!answer.equals(expected.get(request))) {
            violation("agreement", request + " was answered " + answer + ", not " + expected.get(request));
        }
    }

    /** The replicas differed. */
    public void onSplit(String request) {
        split++;
        ended(request);
    }

    /** Too few answered. */
    public void onTooFew(String request) {
        tooFew++;
        ended(request);
    }

    /** Notes a broken promise that is none of answers and executions. */
    public void violation(String checker, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(checker, what));
        }
    }

    /** The caller's memory is gone: calls that have not ended are owed no end. What replicas do for them is judged. */
    public void onCallerGone() {
        abandoned.addAll(expected.keySet());
        abandoned.removeAll(ends.keySet());
    }

    private void ended(String request) {
        if (abandoned.contains(request)) {
            violation("end", request + " has ended after its caller");
        }
        if (ends.merge(request, 1, Integer::sum) > 1) {
            violation("end", request + " has ended more than once");
        }
    }

    /** What was counted, by name. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("calls", (long) expected.size());
        counts.put("agreed", agreed);
        counts.put("split", split);
        counts.put("too few", tooFew);
        counts.put(
                "executions",
                executions.values().stream().mapToLong(times -> times).sum());
        return counts;
    }

    /** Judges once every call must have ended. */
    public List<Violation> judge() {
        expected.keySet().stream()
                .filter(request -> !ends.containsKey(request) && !abandoned.contains(request))
                .forEach(request -> violation("end", request + " has never ended"));
        return List.copyOf(violations);
    }
}
