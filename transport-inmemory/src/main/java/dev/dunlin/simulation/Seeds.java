package dev.dunlin.simulation;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a scenario for many seeds.
 *
 * <p>The system property {@value #SEED_PROPERTY} makes it one seed, that of a failure to look into, with its whole trace.
 */
public final class Seeds {

    /** Names the one seed to run. */
    public static final String SEED_PROPERTY = "dunlin.seed";

    private final long first;
    private final int count;
    private final boolean twice;
    private final String replay;
    private final long maxEvents;

    private Seeds(long first, int count, boolean twice, String replay, long maxEvents) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + ": must be positive");
        }
        this.first = first;
        this.count = count;
        this.twice = twice;
        this.replay = replay;
        this.maxEvents = maxEvents;
    }

    /**
     * Seeds in a row, or the one that the property names.
     *
     * @param first the first
     * @param count how many; positive
     */
    public static Seeds from(long first, int count) {
        Long only = Long.getLong(SEED_PROPERTY);
        long maxEvents = SimulationConfig.seed(first).maxEvents();
        return only == null ? new Seeds(first, count, false, "", maxEvents) : new Seeds(only, 1, false, "", maxEvents);
    }

    /** Seeds in a row from one that nobody knew before, or the one that the property names. */
    public static Seeds fresh(int count) {
        return from(new SecureRandom().nextInt(Integer.MAX_VALUE), count);
    }

    /** The same seeds, each run twice: a scenario whose two runs differ is not deterministic, and fails. */
    public Seeds twice() {
        return new Seeds(first, count, true, replay, maxEvents);
    }

    /**
     * The same seeds, whose failures say how to run what runs here alone. Without this they do if {@link #check} is called by
     * a test of JUnit or jqwik, which is found among the callers.
     *
     * @param command all but the seed, as {@code mvn test -Dtest=LeaseTest#neverBoth}
     */
    public Seeds replayedBy(String command) {
        return new Seeds(first, count, twice, Objects.requireNonNull(command, "command"), maxEvents);
    }

    /** The same seeds, whose failures say how Maven runs a test alone. */
    public Seeds replayedBy(Class<?> test, String method) {
        return replayedBy(Replay.of(test, method));
    }

    /** The same seeds, with another bound on the events of each run, as in {@link SimulationConfig#maxEvents()}. */
    public Seeds withMaxEvents(long events) {
        return new Seeds(
                first,
                count,
                twice,
                replay,
                SimulationConfig.seed(first).withMaxEvents(events).maxEvents());
    }

    /** The first seed. */
    public long first() {
        return first;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /**
     * Runs a scenario once for each seed.
     *
     * @throws SeedFailure for the first seed for which it fails, or if a path of {@link Simulation#sometimes} was taken for
     *     none
     */
    public void check(Scenario scenario) {
        check(scenario, List.of());
    }

    /**
     * Runs a scenario once for each seed.
     *
     * @param wanted paths of {@link Simulation#sometimes} that at least one run must take, beyond those that are asked about
     */
    public void check(Scenario scenario, List<String> wanted) {
        Objects.requireNonNull(scenario, "scenario");
        String command = replay.isEmpty() ? Replay.ofCaller() : replay;
        Map<String, Boolean> sometimes = new LinkedHashMap<>();
        wanted.forEach(what -> sometimes.put(what, false));
        for (long seed = first; seed != first + count; seed++) {
            Simulation simulation = run(scenario, seed, command);
            if (twice) {
                compare(simulation, run(scenario, seed, command), command);
            }
            simulation.sometimes().forEach((what, holds) -> sometimes.merge(what, holds, Boolean::logicalOr));
        }
        List<String> never = sometimes.entrySet().stream()
                .filter(path -> !path.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (!never.isEmpty() && Long.getLong(SEED_PROPERTY) == null) {
            throw new SeedFailure(
                    "in none of " + count + " runs from seed " + first + " on: " + never
                            + (command.isEmpty() ? "" : "; all of them: " + command),
                    null);
        }
    }

    private Simulation run(Scenario scenario, long seed, String command) {
        Simulation simulation = Simulation.of(SimulationConfig.seed(seed).withMaxEvents(maxEvents));
        try {
            scenario.run(simulation);
            simulation.checkUntouched();
        } catch (Exception | AssertionError e) {
            throw SeedFailure.of(simulation, command, e);
        }
        return simulation;
    }

    private static void compare(Simulation one, Simulation other, String command) {
        if (one.hash().equals(other.hash())) {
            return;
        }
        throw new SeedFailure(
                "seed=" + one.seed() + ": two runs differ, hashes " + one.hash() + " and " + other.hash()
                        + "; run it again with " + SeedFailure.again(command, one.seed())
                        + ": the scenario depends on a real clock, a thread, or an order that hashing gives."
                        + firstDifference(one.trace(), other.trace()),
                null);
    }

    private static String firstDifference(Trace one, Trace other) {
        int length = Math.min(one.events().size(), other.events().size());
        for (int i = 0; i < length; i++) {
            String left = one.events().get(i).toString();
            String right = other.events().get(i).toString();
            if (!left.equals(right)) {
                return " First difference, line " + (i + 1) + ":\n  " + left + "\n  " + right;
            }
        }
        return one.events().size() == other.events().size()
                ? " The lines are the same, what the frames carry is not."
                : " One has " + one.events().size() + " lines, the other "
                        + other.events().size() + ".";
    }
}
