package dev.dunlin.transport.netty;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** The frames of calls by chance: as most calls are, and as few will be. */
final class CallArbitraries {

    private static final String LONGEST_NAME = "ü".repeat(127) + "x";

    private CallArbitraries() {}

    static Arbitrary<Frame> any() {
        return Arbitraries.oneOf(request(), response(), numbers().map(Frame.Cancel::new));
    }

    private static Arbitrary<Long> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().greaterOrEqual(1),
                Arbitraries.longs().between(1, 300),
                Arbitraries.of(127L, 128L, 16_383L, 16_384L, Long.MAX_VALUE));
    }

    private static Arbitrary<String> names() {
        Arbitrary<String> any = FrameArbitraries.text().map(CallArbitraries::name);
        return Arbitraries.oneOf(any, Arbitraries.of("x", "tides.at", "潮.𝄞", "\uFFFD", "a name", LONGEST_NAME));
    }

    /** What may be a name of a text, or another that may be. */
    private static String name(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().filter(c -> !Character.isISOControl(c)).limit(60).forEach(kept::appendCodePoint);
        return kept.isEmpty() ? "x" : kept.toString();
    }

    private static Arbitrary<Integer> attempts() {
        return Arbitraries.oneOf(Arbitraries.integers(), Arbitraries.of(1, 1, 1, 2));
    }

    private static Arbitrary<Long> positions() {
        return Arbitraries.oneOf(FrameArbitraries.longs(), Arbitraries.of(-1L, -1L, 0L));
    }

    private static Arbitrary<Frame> request() {
        Arbitrary<Long> deadlines =
                Arbitraries.oneOf(FrameArbitraries.longs(), Arbitraries.of(Envelope.NEVER, Envelope.NEVER, 0L));
        return Combinators.combine(
                        numbers(),
                        attempts(),
                        FrameArbitraries.longs(),
                        names(),
                        FrameArbitraries.payload(),
                        deadlines,
                        positions(),
                        Arbitraries.of(true, false))
                .as(Frame.Request::new);
    }

    private static Arbitrary<Frame> response() {
        Arbitrary<Frame.Result> returned = FrameArbitraries.payload().map(Frame.Returned::new);
        Arbitrary<Frame.Result> not = Combinators.combine(Arbitraries.of(Failure.class), FrameArbitraries.text())
                .as(Frame.NotReturned::new);
        return Combinators.combine(numbers(), attempts(), positions(), Arbitraries.oneOf(returned, not))
                .as(Frame.Response::new);
    }
}
