package dev.dunlin.simulation.jqwik;

import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Makes arbitraries of {@link FaultSchedule}. A failing schedule shrinks by dropping faults, then by making each earlier,
 * shorter and weaker, in whole milliseconds and percents. Immutable.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<FaultSchedule> faults() {
 *     return FaultSchedules.among("station", "gull", "tern")
 *             .crashing("station")
 *             .within(Duration.ofSeconds(5))
 *             .atMost(6)
 *             .arbitrary();
 * }
 * }</pre>
 */
public final class FaultSchedules {

    private static final long LONGEST_MILLIS = 6_000;
    private static final int MOST_PERCENT = 100;

    private final List<String> hosts;
    private final List<String> crashing;
    private final List<String> jumping;
    private final Duration within;
    private final int most;

    private FaultSchedules(List<String> hosts, List<String> crashing, List<String> jumping, Duration within, int most) {
        this.hosts = hosts;
        this.crashing = crashing;
        this.jumping = jumping;
        this.within = within;
        this.most = most;
    }

    /**
     * Schedules of up to 5 partitions, pauses, losses, delays and cuts in the first 5 s, among some hosts.
     *
     * @param hosts at least two
     */
    public static FaultSchedules among(String... hosts) {
        if (hosts.length < 2) {
            throw new IllegalArgumentException("hosts=" + List.of(hosts) + ": must be two at least");
        }
        return new FaultSchedules(List.of(hosts), List.of(), List.of(), Duration.ofSeconds(5), 5);
    }

    /** The same, in which some of the hosts may crash and start again. */
    public FaultSchedules crashing(String... some) {
        return new FaultSchedules(hosts, List.of(some), jumping, within, most);
    }

    /** The same, in which the wall clocks of some of the hosts may be set. */
    public FaultSchedules jumping(String... some) {
        return new FaultSchedules(hosts, crashing, List.of(some), within, most);
    }

    /** The same, whose last fault begins within another time. */
    public FaultSchedules within(Duration time) {
        return new FaultSchedules(hosts, crashing, jumping, Objects.requireNonNull(time, "time"), most);
    }

    /**
     * The same, with another bound on the faults.
     *
     * @param faults positive
     */
    public FaultSchedules atMost(int faults) {
        if (faults < 1) {
            throw new IllegalArgumentException("faults=" + faults + ": must be positive");
        }
        return new FaultSchedules(hosts, crashing, jumping, within, faults);
    }

    /** The arbitrary. */
    public Arbitrary<FaultSchedule> arbitrary() {
        List<Arbitrary<? extends Fault>> kinds =
                new ArrayList<>(List.of(partitions(), pauses(), losses(), delays(), cuts()));
        if (!crashing.isEmpty()) {
            kinds.add(crashes());
        }
        if (!jumping.isEmpty()) {
            kinds.add(jumps());
        }
        List<Arbitrary<Fault>> faults =
                kinds.stream().map(kind -> kind.map(Fault.class::cast)).toList();
        return Arbitraries.oneOf(faults).list().ofMaxSize(most).map(FaultSchedule::new);
    }

    private Arbitrary<Fault.Partition> partitions() {
        Arbitrary<Set<String>> groups = Arbitraries.of(hosts).set().ofMinSize(1).ofMaxSize(hosts.size() - 1);
        return Combinators.combine(groups, starts(), spans()).as((some, at, span) -> {
            Set<String> others = new LinkedHashSet<>(hosts);
            others.removeAll(some);
            return new Fault.Partition(some, others, at, span);
        });
    }

    private Arbitrary<Fault.Pause> pauses() {
        return Combinators.combine(Arbitraries.of(hosts), starts(), spans(), Arbitraries.of(false, true))
                .as((host, at, span, clocksToo) ->
                        new Fault.Pause(host, at, span, clocksToo && !jumping.contains(host)));
    }

    private Arbitrary<Fault.Noise> losses() {
        return noise(Verdict.DROP, MOST_PERCENT);
    }

    private Arbitrary<Fault.Noise> cuts() {
        return noise(Verdict.CUT, MOST_PERCENT / 10);
    }

    private Arbitrary<Fault.Noise> noise(Verdict verdict, int mostPercent) {
        return Combinators.combine(
                        Arbitraries.of(hosts), Arbitraries.integers().between(0, mostPercent), starts(), spans())
                .as((from, percent, at, span) -> new Fault.Noise(from, Fault.ANY, verdict, percent / 100.0, at, span));
    }

    private Arbitrary<Fault.Delay> delays() {
        return Combinators.combine(
                        Arbitraries.of(hosts),
                        Arbitraries.of(hosts),
                        Arbitraries.longs().between(0, 1_000),
                        starts(),
                        spans())
                .as((from, to, millis, at, span) ->
                        new Fault.Delay(from, to, Duration.ZERO, Duration.ofMillis(millis), at, span));
    }

    private Arbitrary<Fault.Crash> crashes() {
        return Combinators.combine(Arbitraries.of(crashing), starts(), spans(), Arbitraries.of(true, false))
                .as(Fault.Crash::new);
    }

    private Arbitrary<Fault.ClockJump> jumps() {
        return Combinators.combine(
                        Arbitraries.of(jumping), starts(), Arbitraries.longs().between(-20_000, 20_000))
                .as((host, at, millis) -> new Fault.ClockJump(host, at, Duration.ofMillis(millis)));
    }

    private Arbitrary<Duration> starts() {
        return Arbitraries.longs().between(0, within.toMillis()).map(Duration::ofMillis);
    }

    private static Arbitrary<Duration> spans() {
        return Arbitraries.longs().between(1, LONGEST_MILLIS).map(Duration::ofMillis);
    }
}
