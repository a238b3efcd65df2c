package dev.dunlin.simulation;

import dev.dunlin.datagram.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What lies between the hosts of a {@link Simulation}, and how it misbehaves. For the simulation's thread alone. */
public final class Network {

    private static final long NEAR_NANOS = 5_000;
    private static final long NEAR_MAX_NANOS = 20_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final List<NetworkRule> partitions = new ArrayList<>();
    private final List<NetworkRule> rules = new ArrayList<>();
    private final Map<String, Map<String, Link>> links = new HashMap<>();
    private long minLatencyNanos = 200_000;
    private long maxLatencyNanos = 1_000_000;
    private long patienceNanos = Duration.ofSeconds(60).toNanos();
    private final NetworkStats.Counters counters = new NetworkStats.Counters();

    Network(Simulation simulation, RandomGenerator random) {
        this.simulation = simulation;
        this.random = random;
    }

    /** One direction between two hosts. */
    private static final class Link {

        private long minNanos = -1;
        private long maxNanos = -1;
        private long bytesPerSecond = Long.MAX_VALUE;
        private long freeAtNanos;
    }

    /** A rule that was added. */
    @FunctionalInterface
    public interface Added {

        /** Takes the rule away again; does nothing if it is gone. */
        void remove();
    }

    /**
     * Sets how long anything takes from one host to another, unless a link says otherwise: drawn anew for each passage. By
     * default 0.2 to 1 ms; within a host 5 to 20 µs, always.
     *
     * @param min the shortest, not negative
     * @param max the longest, not below the shortest
     */
    public Network latency(Duration min, Duration max) {
        simulation.timeline().checkThread();
        checkSpan(min, max);
        minLatencyNanos = min.toNanos();
        maxLatencyNanos = max.toNanos();
        return this;
    }

    /** Sets how long anything takes from one host to another, in this direction. */
    public Network latency(String from, String to, Duration min, Duration max) {
        checkSpan(min, max);
        Link link = link(from, to);
        link.minNanos = min.toNanos();
        link.maxNanos = max.toNanos();
        return this;
    }

    /**
     * Sets how much goes from one host to another in a second, in this direction.
     *
     * @param bytesPerSecond positive
     */
    public Network bandwidth(String from, String to, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond=" + bytesPerSecond + ": must be positive");
        }
        link(from, to).bytesPerSecond = bytesPerSecond;
        return this;
    }

    /**
     * Sets how long a stream sends again what is not taken before it is given up, as a TCP does. 60 s by default.
     *
     * @param span positive
     */
    public Network patience(Duration span) {
        simulation.timeline().checkThread();
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("patience=" + span + ": must be positive");
        }
        patienceNanos = span.toNanos();
        return this;
    }

    /**
     * Adds a rule, behind those that are there.
     *
     * @throws IllegalArgumentException if it names a host that the simulation has not
     */
    public Added add(NetworkRule rule) {
        rule.hosts().forEach(simulation::checkKnown);
        return add(rules, rule);
    }

    private Added add(List<NetworkRule> to, NetworkRule rule) {
        simulation.timeline().checkThread();
        Objects.requireNonNull(rule, "rule");
        // Its own object: the same rule may be added twice, and taken away once.
        NetworkRule own = (passage, chance) -> rule.judge(passage, chance);
        to.add(own);
        return () -> {
            simulation.timeline().checkThread();
            to.remove(own);
        };
    }

    /**
     * Parts two groups of hosts: nothing passes between them, and nobody is told.
     *
     * @return takes the partition away again
     */
    public Added partition(Set<String> some, Set<String> others) {
        some.forEach(simulation::checkKnown);
        others.forEach(simulation::checkKnown);
        simulation.note("network", "partition " + sorted(some) + " | " + sorted(others));
        return add(partitions, NetworkRule.always(Verdict.DROP).between(some, others));
    }

    /** Ends all partitions; rules stay. */
    public void heal() {
        simulation.note("network", "heal");
        partitions.clear();
    }

    /** Takes all rules away; partitions stay. */
    public void clearRules() {
        simulation.note("network", "no rules");
        rules.clear();
    }

    /** What it has counted. */
    public NetworkStats stats() {
        return counters.snapshot();
    }

    NetworkStats.Counters counters() {
        return counters;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    RandomGenerator random() {
        return random;
    }

    /** What becomes of a passage; traced and counted. */
    Verdict judge(Passage passage) {
        return judge(passage, null);
    }

    /** The same of a packet. */
    Verdict judge(Passage passage, @Nullable Packet packet) {
        Verdict verdict = judged(partitions, passage);
        if (verdict instanceof Verdict.Pass) {
            verdict = judged(rules, passage);
        }
        counters.count(verdict);
        simulation.tracer().passage(passage, packet, verdict);
        return verdict;
    }

    private Verdict judged(List<NetworkRule> by, Passage passage) {
        for (int i = 0; i < by.size(); i++) {
            Verdict verdict = Objects.requireNonNull(by.get(i).judge(passage, random), "verdict");
            if (!(verdict instanceof Verdict.Pass)) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }

    /** How long something takes if nothing is the matter, in nanoseconds. */
    long latencyNanos(String from, String to, int bytes) {
        if (from.equals(to)) {
            return drawn(NEAR_NANOS, NEAR_MAX_NANOS);
        }
        Link link = known(from, to);
        if (link == null) {
            return drawn(minLatencyNanos, maxLatencyNanos);
        }
        long latency =
                link.minNanos < 0 ? drawn(minLatencyNanos, maxLatencyNanos) : drawn(link.minNanos, link.maxNanos);
        return Timeline.plus(latency, queueing(link, bytes));
    }

    /** How long something waits for the link and is written to it. */
    private long queueing(Link link, int bytes) {
        if (link.bytesPerSecond == Long.MAX_VALUE) {
            return 0;
        }
        long now = simulation.timeline().nowNanos();
        long begin = Math.max(now, link.freeAtNanos);
        link.freeAtNanos = begin + (long) (bytes * NANOS_PER_SECOND / link.bytesPerSecond);
        return link.freeAtNanos - now;
    }

    private long drawn(long min, long max) {
        return min == max ? min : random.nextLong(min, max + 1);
    }

    private @Nullable Link known(String from, String to) {
        Map<String, Link> ways = links.get(from);
        return ways == null ? null : ways.get(to);
    }

    private Link link(String from, String to) {
        simulation.timeline().checkThread();
        simulation.checkKnown(from);
        simulation.checkKnown(to);
        return links.computeIfAbsent(from, key -> new HashMap<>()).computeIfAbsent(to, key -> new Link());
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static void checkSpan(Duration min, Duration max) {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("latency=" + min + ".." + max + ": must be 0 <= min <= max");
        }
    }
}
