package dev.dunlin.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The terms of a {@link Simulation}.
 *
 * @param seed what everything is drawn from
 * @param start what right clocks show at first
 * @param maxEvents how many events may happen before the scenario is declared endless; positive
 * @param maxVirtualTime how much time may pass before the scenario is declared endless; positive
 * @param maxTraceEvents how many events the trace keeps, from the start; 0 turns it off, the hash and the last lines are
 *     always had
 */
public record SimulationConfig(long seed, Instant start, long maxEvents, Duration maxVirtualTime, int maxTraceEvents) {

    /** Checks the bounds. */
    public SimulationConfig {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(maxVirtualTime, "maxVirtualTime");
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents=" + maxEvents + ": must be positive");
        }
        if (maxVirtualTime.isNegative() || maxVirtualTime.isZero()) {
            throw new IllegalArgumentException("maxVirtualTime=" + maxVirtualTime + ": must be positive");
        }
        if (maxTraceEvents < 0) {
            throw new IllegalArgumentException("maxTraceEvents=" + maxTraceEvents + ": must not be negative");
        }
    }

    /** From the first of January 2026; at most a hundred million events, a hundred years, and 100,000 lines of trace. */
    public static SimulationConfig seed(long seed) {
        return new SimulationConfig(
                seed, Instant.parse("2026-01-01T00:00:00Z"), 100_000_000, Duration.ofDays(36_525), 100_000);
    }

    /** The same with another start. */
    public SimulationConfig withStart(Instant instant) {
        return new SimulationConfig(seed, instant, maxEvents, maxVirtualTime, maxTraceEvents);
    }

    /** The same with another bound on events. */
    public SimulationConfig withMaxEvents(long events) {
        return new SimulationConfig(seed, start, events, maxVirtualTime, maxTraceEvents);
    }

    /** The same with another bound on time. */
    public SimulationConfig withMaxVirtualTime(Duration time) {
        return new SimulationConfig(seed, start, maxEvents, time, maxTraceEvents);
    }

    /** The same with another length of the trace. */
    public SimulationConfig withMaxTraceEvents(int events) {
        return new SimulationConfig(seed, start, maxEvents, maxVirtualTime, events);
    }
}
