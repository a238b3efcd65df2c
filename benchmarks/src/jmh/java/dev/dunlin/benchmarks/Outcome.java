package dev.dunlin.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/** What came of one launch. */
public sealed interface Outcome {

    /**
     * A number.
     *
     * @param value in the row's unit
     * @param notes what else was seen, by name
     */
    record Measured(double value, Map<String, Double> notes) implements Outcome {
        /** Copies the notes, ordered by name. */
        public Measured {
            notes = new TreeMap<>(notes);
        }
    }

    /** The peer is not on this machine. */
    record Missing(String reason) implements Outcome {}

    /** The launch went wrong: a process died, or a message was lost, repeated or changed. */
    record Failed(String reason) implements Outcome {}
}
