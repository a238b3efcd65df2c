package dev.dunlin.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the launches of one cell come to. Built up on one thread. */
final class Summary {

    private static final int ENOUGH_TO_TELL = 3;
    private static final double FAR = 1.5;

    private final Cell cell;
    private final List<Double> samples = new ArrayList<>();
    private final Map<String, List<Double>> notes = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private Optional<String> missing = Optional.empty();

    Summary(Cell cell) {
        this.cell = cell;
    }

    Cell cell() {
        return cell;
    }

    void add(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            samples.add(measured.value());
            measured.notes()
                    .forEach((name, value) -> notes.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(value));
        } else if (outcome instanceof Outcome.Missing gap) {
            missing = Optional.of(gap.reason());
        } else if (outcome instanceof Outcome.Failed failed) {
            failures.add(failed.reason());
        }
    }

    List<Double> samples() {
        return List.copyOf(samples);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Why the peer is not there, if it is not. */
    Optional<String> missing() {
        return missing;
    }

    /** Whether there is a number at all. */
    boolean isMeasured() {
        return !samples.isEmpty();
    }

    /**
     * Whether more launches would tell little of how two compare: each of one was half as fast again as all of the other,
     * and there were some.
     */
    boolean isFarFrom(Summary other) {
        return Math.min(samples.size(), other.samples.size()) >= ENOUGH_TO_TELL
                && (lowest() > FAR * other.highest() || other.lowest() > FAR * highest());
    }

    double median() {
        return median(samples);
    }

    double lowest() {
        return samples.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double highest() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The median of each note, by name in order. */
    Map<String, Double> notes() {
        Map<String, Double> medians = new LinkedHashMap<>();
        notes.forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    /** The middle value, or the mean of the two in the middle; NaN of none. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
