package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.broker.Ttl;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.ServerStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Frames by chance: any number, any text, runs of messages as they come in practice and as they do not. */
final class FrameArbitraries {

    private FrameArbitraries() {}

    /** Kinds that are encoded by hand. */
    static Arbitrary<Frame> byHand() {
        return Arbitraries.oneOf(
                publish(),
                published(),
                deliver(),
                acknowledge(),
                reject(),
                credit(),
                answer(latestIs()),
                CallArbitraries.any());
    }

    /** Every kind. */
    static Arbitrary<Frame> any() {
        return Arbitraries.oneOf(
                byHand(),
                hello(),
                welcome(),
                subscribe(),
                skipped(),
                ended(),
                configure(),
                ask(),
                goodbye(),
                simple(),
                answer(Arbitraries.oneOf(topicsAre(), statsAre(), unanswered())));
    }

    static Arbitrary<Long> longs() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(-2, 300),
                Arbitraries.of(0L, 127L, 128L, 16_383L, 16_384L, Long.MAX_VALUE, Long.MIN_VALUE));
    }

    private static Arbitrary<long[]> longs(int count) {
        return longs().array(long[].class).ofSize(count);
    }

    private static Arbitrary<Integer> ints() {
        return Arbitraries.integers();
    }

    /** Text without lone surrogates, which UTF-8 cannot say. */
    static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200).map(FrameArbitraries::wellFormed),
                Arbitraries.strings().ascii().ofMaxLength(20),
                Arbitraries.of("", "tides", "tides.süd", "潮.𝄞", "\uFFFD"));
    }

    private static String wellFormed(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().filter(c -> c < 0xD800 || c > 0xDFFF).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    static Arbitrary<byte[]> payload() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                Arbitraries.integers().between(16_000, 17_000).map(byte[]::new));
    }

    private static Arbitrary<Attributes> attributes() {
        Arbitrary<Map<String, String>> headers =
                Arbitraries.maps(text(), text()).ofMaxSize(5);
        Arbitrary<Attributes> some = Combinators.combine(text().injectNull(0.3), text().injectNull(0.3), headers)
                .as(Attributes::new);
        return Arbitraries.oneOf(Arbitraries.just(Attributes.NONE), some);
    }

    private static Arbitrary<Frame> publish() {
        Arbitrary<Frame.Outgoing> message = Combinators.combine(text(), payload(), attributes(), longs(), longs())
                .as(Frame.Outgoing::new);
        return Combinators.combine(longs(), message.list().ofMinSize(1).ofMaxSize(8))
                .as(Frame.Publish::new);
    }

    private static Arbitrary<Frame> published() {
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(1);
        Arbitrary<Frame.Outcome> accepted = Combinators.combine(longs(5), counts)
                .as((l, count) -> new Frame.Accepted(l[0], count, l[1], l[2], l[3], l[4]));
        Arbitrary<Frame.Outcome> refused = Combinators.combine(
                        longs(), counts, Arbitraries.of(DunlinException.Reason.class), text())
                .as(Frame.Refused::new);
        return Arbitraries.oneOf(accepted, refused)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(Frame.Published::new);
    }

    private static Arbitrary<Frame> deliver() {
        Arbitrary<Frame.Delivery> free = Combinators.combine(text(), longs(3), payload(), attributes(), ints())
                .as((topic, l, payload, attributes, attempt) ->
                        new Frame.Delivery(new Envelope(topic, l[0], l[1], l[2], payload, attributes), attempt));
        Arbitrary<List<Frame.Delivery>> any = free.list().ofMinSize(1).ofMaxSize(8);
        return Combinators.combine(longs(), Arbitraries.oneOf(any, run())).as(Frame.Deliver::new);
    }

    /** Deliveries each of which follows from the one before in some or all respects. */
    private static Arbitrary<List<Frame.Delivery>> run() {
        Arbitrary<Integer> differences = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, 0),
                net.jqwik.api.Tuple.of(1, 1),
                net.jqwik.api.Tuple.of(1, 2),
                net.jqwik.api.Tuple.of(1, 4),
                net.jqwik.api.Tuple.of(1, 8),
                net.jqwik.api.Tuple.of(1, 15));
        return Combinators.combine(longs(3), differences.list().ofMinSize(1).ofMaxSize(20), payload())
                .as((start, steps, payload) -> {
                    List<Frame.Delivery> run = new ArrayList<>();
                    long sequence = start[0];
                    long accepted = start[1];
                    long expires = start[2];
                    int topic = 0;
                    for (int differs : steps) {
                        topic += differs & 1;
                        sequence += (differs & 2) == 0 ? 1 : 5;
                        accepted += (differs & 4) == 0 ? 0 : 1;
                        expires = (differs & 8) == 0 ? expires : Envelope.NEVER;
                        run.add(new Frame.Delivery(
                                new Envelope("topic" + topic, sequence, accepted, expires, payload, Attributes.NONE),
                                1));
                    }
                    return run;
                });
    }

    private static Arbitrary<List<Long>> sequences() {
        return longs().list().ofMinSize(1).ofMaxSize(50);
    }

    private static Arbitrary<Frame> acknowledge() {
        return Combinators.combine(longs(), text(), sequences()).as(Frame.Acknowledge::new);
    }

    private static Arbitrary<Frame> reject() {
        return Combinators.combine(longs(), text(), sequences()).as(Frame.Reject::new);
    }

    private static Arbitrary<Frame> credit() {
        return Combinators.combine(longs(), longs()).as(Frame.Credit::new);
    }

    private static Arbitrary<Frame> answer(Arbitrary<? extends Frame.Reply> reply) {
        return Combinators.combine(longs(), reply).as(Frame.Answer::new);
    }

    private static Arbitrary<Frame.Reply> latestIs() {
        return Combinators.combine(text(), longs(3), payload(), attributes())
                .as((topic, l, payload, attributes) -> new Envelope(topic, l[0], l[1], l[2], payload, attributes))
                .injectNull(0.1)
                .map(Frame.LatestIs::new);
    }

    private static Arbitrary<Frame.Reply> topicsAre() {
        Arbitrary<TopicStats> topic = Combinators.combine(text(), longs(4), ints())
                .as((name, l, subscriptions) -> new TopicStats(name, l[0], l[1], l[2], l[3], subscriptions));
        return topic.list().ofMaxSize(10).map(Frame.TopicsAre::new);
    }

    private static Arbitrary<Frame.Reply> statsAre() {
        Arbitrary<Map<DropReason, Long>> dropped = Arbitraries.maps(Arbitraries.of(DropReason.class), longs());
        Arbitrary<Map<DunlinException.Reason, Long>> refused =
                Arbitraries.maps(Arbitraries.of(DunlinException.Reason.class), longs());
        Arbitrary<Map<ServerStats.Limit, Long>> full = Arbitraries.maps(
                Arbitraries.of(ServerStats.Limit.class), Arbitraries.longs().greaterOrEqual(1));
        Arbitrary<ServerStats> server = Combinators.combine(
                        longs(7), Arbitraries.maps(Arbitraries.of(CloseReason.class), longs()), full, refused)
                .as((l, closed, limits, refusals) ->
                        new ServerStats(l[0], l[1], closed, l[2], limits, l[3], l[4], refusals, l[5], l[6]));
        return Combinators.combine(longs(16), dropped, refused, server.injectNull(0.3))
                .as((l, drops, refusals, served) -> new Frame.StatsAre(
                        new BrokerStats(
                                l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8], l[9], l[10], l[11], l[12], l[13],
                                l[14], l[15], drops, refusals),
                        served));
    }

    private static Arbitrary<Frame.Reply> unanswered() {
        return Combinators.combine(Arbitraries.of(DunlinException.Reason.class), text())
                .as(Frame.Unanswered::new);
    }

    private static Arbitrary<Frame> hello() {
        return Combinators.combine(ints(), ints(), text(), longs(), Arbitraries.of(true, false))
                .as(Frame.Hello::new);
    }

    private static Arbitrary<Frame> welcome() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        Arbitrary<Frame.Welcome> takesNone = Combinators.combine(
                        ints(), text(), longs(), ints(), ints(), longs(), either, either)
                .as(Frame.Welcome::new);
        return Combinators.combine(takesNone, either)
                .as((w, takesCalls) -> new Frame.Welcome(
                        w.version(),
                        w.agent(),
                        w.epoch(),
                        w.maxMessageBytes(),
                        w.publishWindow(),
                        w.brokerMillis(),
                        w.resumes(),
                        w.remembered(),
                        takesCalls));
    }

    private static Arbitrary<Frame> subscribe() {
        Arbitrary<Position> alone = Arbitraries.oneOf(
                Arbitraries.of(Position.latest(), Position.earliest()),
                Arbitraries.longs().greaterOrEqual(0).map(Position::sequence),
                Combinators.combine(
                                Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                                Arbitraries.integers().between(0, 999_999_999))
                        .as((seconds, nanos) -> Position.instant(Instant.ofEpochSecond(seconds, nanos))));
        Arbitrary<Position> from =
                Arbitraries.oneOf(alone, Combinators.combine(starts(), alone).as(Position::each));
        Arbitrary<Frame.Terms> terms = Combinators.combine(
                        from,
                        text().injectNull(0.5),
                        Arbitraries.of(true, false),
                        longs(2),
                        ints(),
                        text().injectNull(0.5),
                        ints(),
                        Arbitraries.of(Overload.class))
                .as((position, group, manual, l, attempts, dead, unacknowledged, overload) ->
                        new Frame.Terms(position, group, manual, l[0], attempts, dead, unacknowledged, overload, l[1]));
        return Combinators.combine(longs(), text(), terms, longs(), longs()).as(Frame.Subscribe::new);
    }

    private static Arbitrary<Map<String, Long>> starts() {
        return Arbitraries.maps(text(), Arbitraries.longs().greaterOrEqual(0)).ofMaxSize(4);
    }

    private static Arbitrary<Frame> skipped() {
        return Combinators.combine(longs(3), text(), Arbitraries.of(DropReason.class))
                .as((l, topic, reason) -> new Frame.Skipped(l[0], new Gap(topic, l[1], l[2], reason)));
    }

    private static Arbitrary<Frame> ended() {
        Arbitrary<SubscriptionEnd> failed = Combinators.combine(Arbitraries.of(DunlinException.Reason.class), text())
                .as((reason, detail) -> new SubscriptionEnd.Failed(new DunlinException(reason, detail)));
        Arbitrary<SubscriptionEnd> overloaded =
                Combinators.combine(longs(), longs()).as(SubscriptionEnd.Overloaded::new);
        Arbitrary<SubscriptionEnd> end = Arbitraries.oneOf(
                Arbitraries.of(new SubscriptionEnd.Cancelled(), new SubscriptionEnd.BrokerClosed()),
                overloaded,
                failed);
        return Combinators.combine(longs(), end).as(Frame.Ended::new);
    }

    private static Arbitrary<Frame> configure() {
        Arbitrary<Duration> ttl = Arbitraries.oneOf(
                Arbitraries.longs().between(1, Ttl.LONGEST.toMillis()).map(Duration::ofMillis),
                Arbitraries.just(Ttl.FOREVER));
        Arbitrary<TopicConfig> config = Combinators.combine(ttl, ttl)
                .as((one, other) ->
                        one.compareTo(other) > 0 ? new TopicConfig(other, one) : new TopicConfig(one, other));
        return Combinators.combine(text(), config).as(Frame.Configure::new);
    }

    private static Arbitrary<Frame> ask() {
        Arbitrary<Frame.Question> question = Arbitraries.oneOf(
                Arbitraries.of(new Frame.Topics(), new Frame.Stats()),
                Combinators.combine(text(), longs()).as(Frame.Latest::new));
        return Combinators.combine(longs(), question).as(Frame.Ask::new);
    }

    private static Arbitrary<Frame> goodbye() {
        return Combinators.combine(Arbitraries.of(CloseReason.class), text()).as(Frame.Goodbye::new);
    }

    private static Arbitrary<Frame> simple() {
        return Arbitraries.oneOf(
                longs().map(Frame.Ping::new),
                Combinators.combine(longs(), longs()).as(Frame.Pong::new),
                Combinators.combine(longs(), starts(), longs()).as(Frame.Subscribed::new),
                text().map(Frame.GoAway::new),
                longs().map(Frame.Unsubscribe::new));
    }
}
