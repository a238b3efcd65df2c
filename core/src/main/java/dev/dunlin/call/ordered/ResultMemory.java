package dev.dunlin.call.ordered;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of the requests that their callers may still ask for; so a request that is published twice is carried out once.
 * After "Implementing Linearizability at Large Scale and Low Latency" (C. Lee et al., SOSP 2015).
 *
 * <p>It is a part of the replicated state: what it holds depends on the log alone, its bounds included, and time in it is that
 * of the log's entries. For the lane's thread alone.
 */
final class ResultMemory {

    /** What a caller takes in memory, about. */
    private static final int CALLER_BYTES = 200;

    /** Whether a request may be applied. */
    enum Admission {
        NEW,
        /** It has been applied, or given up by its caller. */
        REPEATED,
        /** As much is remembered as may be: it must not be applied, as that could not be remembered. */
        FULL
    }

    private static final class Caller {

        private long settled;
        private long heardMillis;
        private final Map<Long, Outcome> outcomes = new HashMap<>();
    }

    private final long maxBytes;
    private final long rememberMillis;

    /** The one that was heard of the longest ago comes first: by the log, never by who asks. */
    private final LinkedHashMap<Long, Caller> callers = new LinkedHashMap<>();

    private long nowMillis;
    private long bytes;
    private long forgottenCallers;
    private int outcomes;

    /**
     * Remembers nothing.
     *
     * @param maxBytes how many bytes it may take
     * @param rememberMillis after how long, by the log, a caller is forgotten of which nothing comes
     */
    ResultMemory(long maxBytes, long rememberMillis) {
        this.maxBytes = maxBytes;
        this.rememberMillis = rememberMillis;
    }

    /** Takes note that a request stands in the log, accepted at a time. */
    Admission admit(LogEntry.Submit submit, long acceptedMillis) {
        nowMillis = Math.max(nowMillis, acceptedMillis);
        forgetIdle();
        Caller caller = callers.remove(submit.caller());
        if (caller == null) {
            caller = new Caller();
            bytes += CALLER_BYTES;
        }
        caller.heardMillis = nowMillis;
        callers.put(submit.caller(), caller);
        settle(caller, submit.settled());
        if (submit.number() < caller.settled || caller.outcomes.containsKey(submit.number())) {
            return Admission.REPEATED;
        }
        return bytes >= maxBytes ? Admission.FULL : Admission.NEW;
    }

    private void forgetIdle() {
        Iterator<Caller> each = callers.values().iterator();
        while (each.hasNext()) {
            Caller caller = each.next();
            if (nowMillis - caller.heardMillis <= rememberMillis) {
                return;
            }
            release(caller.outcomes.values());
            bytes -= CALLER_BYTES;
            forgottenCallers++;
            each.remove();
        }
    }

    private void settle(Caller caller, long upTo) {
        if (upTo <= caller.settled) {
            return;
        }
        if (upTo - caller.settled > caller.outcomes.size()) {
            caller.outcomes.entrySet().removeIf(entry -> {
                boolean over = entry.getKey() < upTo;
                if (over) {
                    release(entry.getValue());
                }
                return over;
            });
        } else {
            for (long number = caller.settled; number < upTo; number++) {
                Outcome outcome = caller.outcomes.remove(number);
                if (outcome != null) {
                    release(outcome);
                }
            }
        }
        caller.settled = upTo;
    }

    private void release(Collection<Outcome> all) {
        all.forEach(this::release);
    }

    private void release(Outcome outcome) {
        bytes -= outcome.costBytes();
        outcomes--;
    }

    /** Remembers what came of a request that was admitted as new. */
    void remember(LogEntry.Submit submit, Outcome outcome) {
        Caller caller = callers.get(submit.caller());
        if (caller != null) {
            caller.outcomes.put(submit.number(), outcome);
            bytes += outcome.costBytes();
            outcomes++;
        }
    }

    /** What came of a request; null if that is not known. */
    @Nullable
    Outcome find(long caller, long number) {
        Caller known = callers.get(caller);
        return known == null ? null : known.outcomes.get(number);
    }

    /** Whether the caller has said that it needs no answer to a request any more. */
    boolean isSettled(long caller, long number) {
        Caller known = callers.get(caller);
        return known != null && number < known.settled;
    }

    long nowMillis() {
        return nowMillis;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return outcomes;
    }

    int callers() {
        return callers.size();
    }

    long forgottenCallers() {
        return forgottenCallers;
    }

    /** Puts all of it, the same bytes for the same memory. */
    void writeTo(ByteWriter to) {
        to.put(nowMillis).put(callers.size());
        callers.forEach((id, caller) -> {
            to.put(id).put(caller.settled).put(caller.heardMillis).put(caller.outcomes.size());
            new TreeMap<>(caller.outcomes)
                    .forEach((number, outcome) -> to.put(number)
                            .put(outcome.position())
                            .put((byte) (outcome.failed() ? 1 : 0))
                            .put(outcome.body()));
        });
    }

    /**
     * Takes what was put.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static ResultMemory read(ByteReader from, long maxBytes, long rememberMillis) {
        ResultMemory memory = new ResultMemory(maxBytes, rememberMillis);
        memory.nowMillis = from.aLong();
        for (int left = from.anInt(); left > 0; left--) {
            long id = from.aLong();
            Caller caller = new Caller();
            caller.settled = from.aLong();
            caller.heardMillis = from.aLong();
            memory.callers.put(id, caller);
            memory.bytes += CALLER_BYTES;
            for (int outcomes = from.anInt(); outcomes > 0; outcomes--) {
                long number = from.aLong();
                Outcome outcome = new Outcome(from.aLong(), from.aByte() == 1, from.bytes());
                caller.outcomes.put(number, outcome);
                memory.bytes += outcome.costBytes();
                memory.outcomes++;
            }
        }
        return memory;
    }
}
