package dev.dunlin.simulation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What goes wrong in a run, and when: a value that can be printed, shrunk and used again.
 *
 * @param faults in any order
 */
public record FaultSchedule(List<Fault> faults) {

    /** Nothing goes wrong. */
    public static final FaultSchedule NONE = new FaultSchedule(List.of());

    /** Copies the list. */
    public FaultSchedule {
        faults = List.copyOf(faults);
    }

    /** A schedule of some faults. */
    public static FaultSchedule of(Fault... faults) {
        return new FaultSchedule(List.of(faults));
    }

    /**
     * Arranges that all of it happens.
     *
     * @throws IllegalArgumentException if it names a host that the simulation has not
     */
    public void applyTo(Simulation simulation) {
        faults.forEach(fault -> fault.applyTo(simulation));
    }

    /** The same, later. */
    public FaultSchedule delayedBy(Duration span) {
        return new FaultSchedule(
                faults.stream().map(fault -> fault.delayedBy(span)).toList());
    }

    /** When the last fault that ends has ended, since the simulation's start. */
    public Duration end() {
        return faults.stream()
                .map(fault -> fault.span().compareTo(Fault.FOR_GOOD) >= 0
                        ? fault.at()
                        : fault.at().plus(fault.span()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        return faults.isEmpty()
                ? "no faults"
                : faults.stream().map(Fault::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
