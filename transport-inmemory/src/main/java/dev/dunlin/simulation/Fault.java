package dev.dunlin.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Something that goes wrong at a time, as a value. A host's name may be {@link #ANY} where a link is meant. */
public sealed interface Fault {

    /** Any host, at an end of a link. */
    String ANY = "*";

    /** Without an end. */
    Duration FOR_GOOD = Duration.ofDays(36_525);

    /** When it begins, since the simulation's start. */
    Duration at();

    /** How long it lasts; zero for what happens in an instant. */
    Duration span();

    /** The same, later. */
    Fault delayedBy(Duration later);

    /** Checks that its hosts are known, and arranges that it happens. */
    void applyTo(Simulation simulation);

    /**
     * A host loses its memory, and is started again.
     *
     * @param host which
     * @param at when
     * @param span for how long it is down; {@link #FOR_GOOD} if it is not started again
     * @param told whether its system tells the peers, as for a killed process; else it is silent, as without power
     */
    record Crash(String host, Duration at, Duration span, boolean told) implements Fault {

        /** Checks the times. */
        public Crash {
            check(at, span);
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Crash(host, at.plus(later), span, told);
        }

        @Override
        public void applyTo(Simulation simulation) {
            Host target = simulation.known(host);
            simulation.at(at, told ? target::kill : target::crash);
            if (span.compareTo(FOR_GOOD) < 0) {
                simulation.at(at.plus(span), target::restart);
            }
        }
    }

    /**
     * A host stands still.
     *
     * @param host which
     * @param at when
     * @param span for how long
     * @param clocksToo whether its clock for spans stands still with it, as in a checkpoint; else it goes on, as in a long
     *     collection of garbage
     */
    record Pause(String host, Duration at, Duration span, boolean clocksToo) implements Fault {

        /** Checks the times. */
        public Pause {
            check(at, span);
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Pause(host, at.plus(later), span, clocksToo);
        }

        @Override
        public void applyTo(Simulation simulation) {
            Host target = simulation.known(host);
            simulation.at(at, clocksToo ? target::pause : target::stall);
            simulation.at(at.plus(span), target::resume);
        }
    }

    /**
     * Nothing passes between two groups of hosts.
     *
     * @param some the one group
     * @param others the other
     * @param at when
     * @param span for how long
     */
    record Partition(Set<String> some, Set<String> others, Duration at, Duration span) implements Fault {

        /** Checks the times, and copies the groups in an order that repeats. */
        public Partition {
            check(at, span);
            some = java.util.Collections.unmodifiableSet(new TreeSet<>(some));
            others = java.util.Collections.unmodifiableSet(new TreeSet<>(others));
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Partition(some, others, at.plus(later), span);
        }

        @Override
        public void applyTo(Simulation simulation) {
            some.forEach(simulation::checkKnown);
            others.forEach(simulation::checkKnown);
            simulation.at(at, () -> {
                Network.Added partition = simulation.network().partition(some, others);
                simulation.at(at.plus(span), () -> {
                    simulation.note("partition ends");
                    partition.remove();
                });
            });
        }
    }

    /**
     * A verdict on a share of what goes over a link, in one direction.
     *
     * @param from the host that sends, or {@link #ANY}
     * @param to the host that it is for, or {@link #ANY}
     * @param verdict what becomes of the share
     * @param share between 0 and 1
     * @param at when
     * @param span for how long
     */
    record Noise(String from, String to, Verdict verdict, double share, Duration at, Duration span) implements Fault {

        /** Checks the times and the share. */
        public Noise {
            check(at, span);
            Objects.requireNonNull(verdict, "verdict");
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share=" + share + ": must be between 0 and 1");
            }
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Noise(from, to, verdict, share, at.plus(later), span);
        }

        @Override
        public void applyTo(Simulation simulation) {
            simulation
                    .network()
                    .add(onLink(simulation, from, to, NetworkRule.sometimes(share, verdict))
                            .during(at, at.plus(span)));
        }
    }

    /**
     * All that goes over a link takes longer, in one direction.
     *
     * @param from the host that sends, or {@link #ANY}
     * @param to the host that it is for, or {@link #ANY}
     * @param min by how much at least
     * @param max by how much at most
     * @param at when
     * @param span for how long
     */
    record Delay(String from, String to, Duration min, Duration max, Duration at, Duration span) implements Fault {

        /** Checks the times. */
        public Delay {
            check(at, span);
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Delay(from, to, min, max, at.plus(later), span);
        }

        @Override
        public void applyTo(Simulation simulation) {
            simulation
                    .network()
                    .add(onLink(simulation, from, to, NetworkRule.delay(min, max))
                            .during(at, at.plus(span)));
        }
    }

    /**
     * A host's wall clock is set.
     *
     * @param host which
     * @param at when
     * @param by how far forward; negative for back
     */
    record ClockJump(String host, Duration at, Duration by) implements Fault {

        /** Checks the time. */
        public ClockJump {
            check(at, Duration.ZERO);
            Objects.requireNonNull(by, "by");
        }

        @Override
        public Duration span() {
            return Duration.ZERO;
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new ClockJump(host, at.plus(later), by);
        }

        @Override
        public void applyTo(Simulation simulation) {
            Host target = simulation.known(host);
            simulation.at(at, () -> target.jumpClock(by));
        }
    }

    /**
     * A host's clocks run too fast or too slow; afterwards they run right, from where they are.
     *
     * @param host which
     * @param partsPerMillion how much faster than true time, as in {@link Host#drift}
     * @param at when
     * @param span for how long
     */
    record Drift(String host, double partsPerMillion, Duration at, Duration span) implements Fault {

        /** Checks the times and the rate. */
        public Drift {
            check(at, span);
            Host.checkDrift(partsPerMillion);
        }

        @Override
        public Fault delayedBy(Duration later) {
            return new Drift(host, partsPerMillion, at.plus(later), span);
        }

        @Override
        public void applyTo(Simulation simulation) {
            Host target = simulation.known(host);
            simulation.at(at, () -> target.drift(partsPerMillion));
            if (span.compareTo(FOR_GOOD) < 0) {
                simulation.at(at.plus(span), () -> target.drift(0));
            }
        }
    }

    private static NetworkRule onLink(Simulation simulation, String from, String to, NetworkRule rule) {
        boolean anyFrom = isAny(simulation, from);
        boolean anyTo = isAny(simulation, to);
        return rule.where(passage -> (anyFrom || passage.from().equals(from))
                && (anyTo || passage.to().equals(to)));
    }

    private static boolean isAny(Simulation simulation, String host) {
        if (host.equals(ANY)) {
            return true;
        }
        simulation.checkKnown(host);
        return false;
    }

    private static void check(Duration at, Duration span) {
        if (at.isNegative()) {
            throw new IllegalArgumentException("at=" + at + ": must not be before the start");
        }
        if (span.isNegative()) {
            throw new IllegalArgumentException("span=" + span + ": must not be negative");
        }
    }
}
