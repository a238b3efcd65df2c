package dev.dunlin.cli;

import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.Verdict;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Faults of a simulation as people write them: {@code station@1s}, {@code a,b|c@2s+3s}, {@code 1ms..50ms}. */
final class FaultWords {

    private FaultWords() {}

    /**
     * When something happens, and for how long.
     *
     * @param what before the time
     * @param at when it begins
     * @param span how long it lasts; {@link Fault#FOR_GOOD} if that is not said
     */
    private record Timed(String what, Duration at, Duration span) {}

    /** Reads {@code HOST@1s} or {@code HOST@1s+3s}: a host that crashes, and starts again if it is said when. */
    static Fault.Crash crash(String text) {
        Timed timed = timed("--crash", text);
        return new Fault.Crash(timed.what(), timed.at(), timed.span(), false);
    }

    /** Reads {@code HOST@1s+3s}: a host that stands still, as in a checkpoint. */
    static Fault.Pause pause(String text) {
        Timed timed = timed("--pause", text);
        return new Fault.Pause(timed.what(), timed.at(), timed.span(), true);
    }

    /** Reads {@code A,B|C@2s+3s}: two groups of hosts with nothing between them. */
    static Fault.Partition partition(String text) {
        Timed timed = timed("--partition", text);
        int bar = timed.what().indexOf('|');
        if (bar < 1 || bar == timed.what().length() - 1) {
            throw new IllegalArgumentException(
                    "--partition " + text + ": write A|B@2s+3s, with commas between the hosts of a side");
        }
        return new Fault.Partition(
                hosts(timed.what().substring(0, bar)),
                hosts(timed.what().substring(bar + 1)),
                timed.at(),
                timed.span());
    }

    /** Reads {@code 1ms..50ms}: by how much everything is held up. */
    static Fault.Delay delay(String text) {
        int dots = text.indexOf("..");
        Duration min = Durations.parse(dots < 0 ? text : text.substring(0, dots));
        Duration max = dots < 0 ? min : Durations.parse(text.substring(dots + 2));
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("--delay " + text + ": write 1ms..50ms, the shorter first");
        }
        return new Fault.Delay(Fault.ANY, Fault.ANY, min, max, Duration.ZERO, Fault.FOR_GOOD);
    }

    /** A verdict on a share of all that is sent. */
    static Fault.Noise share(String option, double share, Verdict verdict) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(option + " " + share + ": must be from 0 to below 1, as 0.2");
        }
        return new Fault.Noise(Fault.ANY, Fault.ANY, verdict, share, Duration.ZERO, Fault.FOR_GOOD);
    }

    private static Timed timed(String option, String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException(option + " " + text + ": say when, as in HOST@1s or HOST@1s+3s");
        }
        String times = text.substring(at + 1);
        int plus = times.indexOf('+');
        Duration begin = Durations.parse(plus < 0 ? times : times.substring(0, plus));
        Duration span = plus < 0 ? Fault.FOR_GOOD : Durations.parse(times.substring(plus + 1));
        return new Timed(text.substring(0, at), begin, span);
    }

    private static Set<String> hosts(String text) {
        return new TreeSet<>(Set.of(text.split(",", -1)));
    }
}
