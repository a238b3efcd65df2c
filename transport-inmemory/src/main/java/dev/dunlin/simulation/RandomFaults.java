package dev.dunlin.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Draws fault schedules for many seeds: partitions, crashes, pauses, loss, damage, packets that are overtaken, delays, cuts,
 * clocks that jump and clocks that run too fast or too slow, among hosts and within a time that are given.
 *
 * @param hosts all hosts that may be parted, held up and slowed
 * @param crashing those of them that may crash
 * @param jumping those of them whose wall clock may be set; their clock for spans never stands still, because a host that is
 *     frozen while its wall clock is set back has no means to know what time it is
 * @param within when the last fault begins at the latest
 * @param most how many faults there are at most; positive
 */
public record RandomFaults(List<String> hosts, List<String> crashing, List<String> jumping, Duration within, int most) {

    private static final int KINDS = 8;
    private static final int MORE_KINDS = 3;
    private static final int MOST_MORE = 2;

    /** The most that a system makes a clock wrong on purpose that it keeps by NTP, in parts per million: see adjtimex(2). */
    private static final double MOST_DRIFT = 500;

    private static final Verdict OVERTAKEN = new Verdict.DeliverAfter(Duration.ofMillis(3));
    private static final long LONGEST_MILLIS = 6_000;

    /** Copies the lists. */
    public RandomFaults {
        hosts = List.copyOf(hosts);
        crashing = List.copyOf(crashing);
        jumping = List.copyOf(jumping);
        Objects.requireNonNull(within, "within");
        if (hosts.size() < 2 || most < 1) {
            throw new IllegalArgumentException(
                    "hosts=" + hosts + " most=" + most + ": must be two hosts and one fault at least");
        }
    }

    /** Draws a schedule: none to {@code most} faults, and up to two of the network's and the clocks' small ones. */
    public FaultSchedule draw(RandomGenerator random) {
        List<Fault> faults = new ArrayList<>(drawLarge(random).faults());
        int more = random.nextInt(MOST_MORE + 1);
        for (int i = 0; i < more; i++) {
            faults.add(small(random));
        }
        return new FaultSchedule(faults);
    }

    /** As it was drawn before there were small ones: what seeds that were kept then stand for. */
    FaultSchedule drawLarge(RandomGenerator random) {
        List<Fault> faults = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            faults.add(fault(random));
        }
        return new FaultSchedule(faults);
    }

    private Fault small(RandomGenerator random) {
        Duration at = Duration.ofMillis(random.nextLong(within.toMillis() + 1));
        Duration span = Duration.ofMillis(1 + random.nextLong(LONGEST_MILLIS));
        String one = hosts.get(random.nextInt(hosts.size()));
        return switch (random.nextInt(MORE_KINDS)) {
            case 0 -> new Fault.Noise(Fault.ANY, one, Verdict.CORRUPT, random.nextDouble() / 2, at, span);
            case 1 -> new Fault.Noise(one, Fault.ANY, OVERTAKEN, random.nextDouble(), at, span);
            default -> new Fault.Drift(one, MOST_DRIFT * (2 * random.nextDouble() - 1), at, span);
        };
    }

    private Fault fault(RandomGenerator random) {
        Duration at = Duration.ofMillis(random.nextLong(within.toMillis() + 1));
        Duration span = Duration.ofMillis(1 + random.nextLong(LONGEST_MILLIS));
        String one = hosts.get(random.nextInt(hosts.size()));
        String other = hosts.get(random.nextInt(hosts.size()));
        return switch (random.nextInt(KINDS)) {
            case 0 -> partition(random, at, span);
            case 1 ->
                crashing.isEmpty()
                        ? partition(random, at, span)
                        : new Fault.Crash(
                                crashing.get(random.nextInt(crashing.size())), at, span, random.nextBoolean());
            case 2 -> new Fault.Pause(one, at, span, random.nextBoolean() && !jumping.contains(one));
            case 3 -> new Fault.Noise(one, Fault.ANY, Verdict.DROP, random.nextDouble() / 2, at, span);
            case 4 -> new Fault.Delay(one, other, Duration.ZERO, Duration.ofMillis(1 + random.nextInt(800)), at, span);
            case 5 -> new Fault.Noise(Fault.ANY, one, Verdict.CUT, random.nextDouble() / 5, at, span);
            case 6 ->
                jumping.isEmpty()
                        ? partition(random, at, span)
                        : new Fault.ClockJump(
                                jumping.get(random.nextInt(jumping.size())),
                                at,
                                Duration.ofMillis(random.nextLong(-20_000, 20_000)));
            default -> new Fault.Noise(one, other, Verdict.DUPLICATE, random.nextDouble(), at, span);
        };
    }

    private Fault partition(RandomGenerator random, Duration at, Duration span) {
        Set<String> some = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        hosts.forEach(host -> (random.nextBoolean() ? some : others).add(host));
        return new Fault.Partition(some, others, at, span);
    }
}
