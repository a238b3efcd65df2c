package dev.dunlin.contracts;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Courses by chance. */
final class Steps {

    private static final long TEN_YEARS_MILLIS = 3_653L * 24 * 3_600_000;

    private Steps() {}

    /** Courses of up to so many steps. */
    static Arbitrary<List<Step>> courses(int most) {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, publish()),
                        Tuple.of(1, delay()),
                        Tuple.of(3, subscribe()),
                        Tuple.of(1, numbers().map(Step.Cancel::new)),
                        Tuple.of(1, numbers().map(Step.Pause::new)),
                        Tuple.of(1, numbers().map(Step.Resume::new)),
                        Tuple.of(2, join()),
                        Tuple.of(1, numbers().map(Step.Leave::new)),
                        Tuple.of(1, numbers().map(Step.Release::new)),
                        Tuple.of(3, spans().map(Step.Advance::new)),
                        Tuple.of(2, Arbitraries.create(Step.Settle::new)))
                .list()
                .ofMaxSize(most);
    }

    private static Arbitrary<Integer> numbers() {
        return Arbitraries.integers().between(0, 9);
    }

    private static Arbitrary<Long> spans() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(1, 10)),
                Tuple.of(4, Arbitraries.longs().between(10, 3_000)),
                Tuple.of(2, Arbitraries.longs().between(3_000, 7_200_000)),
                Tuple.of(1, Arbitraries.longs().between(7_200_000, TEN_YEARS_MILLIS)));
    }

    private static Arbitrary<Step> publish() {
        Arbitrary<Long> lifetimes = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Step.DEFAULT)),
                Tuple.of(1, Arbitraries.just(Step.FOREVER)),
                Tuple.of(6, spans()),
                Tuple.of(1, Arbitraries.just(TEN_YEARS_MILLIS)));
        Arbitrary<Integer> counts = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(1)),
                Tuple.of(3, Arbitraries.integers().between(2, 12)),
                Tuple.of(1, Arbitraries.integers().between(13, 200)));
        return Combinators.combine(numbers(), counts, lifetimes, Arbitraries.of(false, true))
                .as(Step.Publish::new);
    }

    private static Arbitrary<Step> delay() {
        return Combinators.combine(numbers(), spans().map(millis -> Math.min(millis, TEN_YEARS_MILLIS / 2)))
                .as(Step.Delay::new);
    }

    private static Arbitrary<Integer> amounts() {
        return Arbitraries.integers()
                .between(-2_000, 2_000)
                .withDistribution(net.jqwik.api.RandomDistribution.gaussian());
    }

    private static Arbitrary<Step> subscribe() {
        return Combinators.combine(
                        numbers(), Arbitraries.of(Step.Start.class), amounts(), Arbitraries.of(Step.Manner.class))
                .as(Step.Subscribe::new);
    }

    private static Arbitrary<Step> join() {
        return Combinators.combine(
                        numbers(),
                        Arbitraries.of(Step.Start.class),
                        amounts(),
                        Arbitraries.of(Step.Care.class),
                        Arbitraries.of(1, 2, 1_000))
                .as(Step.Join::new);
    }
}
