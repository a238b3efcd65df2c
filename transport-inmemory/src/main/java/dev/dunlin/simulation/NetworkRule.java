package dev.dunlin.simulation;

import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Says what becomes of what is sent. Rules are asked in the order in which they were added; the first whose verdict is not
 * {@link Verdict#PASS} decides.
 */
@FunctionalInterface
public interface NetworkRule {

    /**
     * Judges. Must depend on nothing but its arguments and what it was told before, or the run does not repeat.
     *
     * @param passage what is on its way
     * @param random the simulation's own source of randomness
     */
    Verdict judge(Passage passage, RandomGenerator random);

    /** One that always gives the same verdict. */
    static NetworkRule always(Verdict verdict) {
        Objects.requireNonNull(verdict, "verdict");
        return (passage, random) -> verdict;
    }

    /**
     * One that gives a verdict on a share of what it sees.
     *
     * @param share between 0 and 1
     */
    static NetworkRule sometimes(double share, Verdict verdict) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share=" + share + ": must be between 0 and 1");
        }
        return (passage, random) -> random.nextDouble() < share ? verdict : Verdict.PASS;
    }

    /** One that loses a share of what it sees. */
    static NetworkRule loss(double share) {
        return sometimes(share, Verdict.DROP);
    }

    /**
     * One that holds up all that it sees, by a span that is drawn anew for each.
     *
     * @param min the shortest, not negative
     * @param max the longest, not below the shortest
     */
    static NetworkRule delay(Duration min, Duration max) {
        long least = min.toNanos();
        long most = max.toNanos();
        if (least < 0 || most < least) {
            throw new IllegalArgumentException("delay=" + min + ".." + max + ": must be 0 <= min <= max");
        }
        return (passage, random) ->
                new Verdict.DeliverAfter(Duration.ofNanos(least == most ? least : random.nextLong(least, most + 1)));
    }

    /** This rule for what goes from one host to another, in this direction alone. */
    default NetworkRule from(String from, String to) {
        return new ChosenRule(
                this, passage -> passage.from().equals(from) && passage.to().equals(to), Set.of(from, to));
    }

    /** This rule for what goes between two hosts, in either direction. */
    default NetworkRule between(String one, String other) {
        return between(Set.of(one), Set.of(other));
    }

    /** This rule for what goes between two groups of hosts, in either direction. */
    default NetworkRule between(Set<String> some, Set<String> others) {
        Set<String> left = Set.copyOf(some);
        Set<String> right = Set.copyOf(others);
        Set<String> named = new TreeSet<>(left);
        named.addAll(right);
        return new ChosenRule(
                this,
                passage -> (left.contains(passage.from()) && right.contains(passage.to()))
                        || (right.contains(passage.from()) && left.contains(passage.to())),
                named);
    }

    /**
     * This rule for a time.
     *
     * @param start since the simulation's start
     * @param end since the simulation's start, exclusive; not before the start
     */
    default NetworkRule during(Duration start, Duration end) {
        if (end.compareTo(start) < 0) {
            throw new IllegalArgumentException("start=" + start + " end=" + end + ": time does not run backwards");
        }
        long first = start.toNanos();
        long last = end.toNanos();
        return where(passage -> passage.atNanos() >= first && passage.atNanos() < last);
    }

    /** This rule for what carries a frame of a kind; of packets, for those which carry a part of one. */
    default NetworkRule matching(Predicate<Frame> frames) {
        Objects.requireNonNull(frames, "frames");
        return where(passage -> {
            Frame frame = passage.frame();
            return frame != null ? frames.test(frame) : passage.parts().stream().anyMatch(frames);
        });
    }

    /** This rule for some of what it would see. */
    default NetworkRule where(Predicate<Passage> passages) {
        Objects.requireNonNull(passages, "passages");
        return new ChosenRule(this, passages, Set.of());
    }

    /** The hosts that it names: a simulation that has not all of them does not take it. */
    default Set<String> hosts() {
        return Set.of();
    }
}
