package dev.dunlin.contracts;

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
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Frames to send in tests. */
final class SampleFrames {

    private static final Attributes ATTRIBUTES =
            new Attributes("harbour", "m-1", Map.of("unit", "cm", "source", "gauge Ω", "empty", ""));

    private SampleFrames() {}

    /** A publish of one message whose payload has so many bytes, the same for the same number. */
    static Frame publish(int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        new Random(payloadBytes).nextBytes(payload);
        return new Frame.Publish(1, List.of(new Frame.Outgoing("tides", payload, Attributes.NONE, 0, 0)));
    }

    /** A request and its response, each with a body of so many bytes. */
    static List<Frame> call(int bodyBytes) {
        byte[] body = new byte[bodyBytes];
        new Random(bodyBytes).nextBytes(body);
        return List.of(
                new Frame.Request(7, 1, 3, "tides.at", body, Envelope.NEVER, -1, false),
                new Frame.Response(7, 1, 12, new Frame.Returned(body)));
    }

    /** At least one frame of each kind, the last a goodbye. */
    static List<Frame> ofEveryKind() {
        List<Frame> frames = new ArrayList<>(publishing());
        frames.addAll(subscribing());
        frames.addAll(calling());
        frames.addAll(asking());
        return List.copyOf(frames);
    }

    private static List<Frame> publishing() {
        return List.of(
                new Frame.Hello(1, 3, "a test/1.0", -42),
                new Frame.Welcome(1, "a test/1.0", Long.MIN_VALUE, 16 << 20, 1_024, 1_790_000_000_000L),
                new Frame.Hello(1, 1, "a test/1.0", 42, true),
                new Frame.Welcome(1, "a test/1.0", 7, 1024, 16, 1_790_000_000_000L, true, true),
                new Frame.Welcome(1, "a test/1.0", 7, 1024, 16, 1_790_000_000_000L, true, false, true),
                new Frame.GoAway("a new version is being put in place"),
                new Frame.Publish(
                        7,
                        List.of(
                                outgoing("tides.north", "in", Attributes.NONE, 0, 0),
                                outgoing("tides.north", "out", ATTRIBUTES, 10_000, 500),
                                outgoing(
                                        "tides.süd",
                                        "",
                                        new Attributes(null, null, Map.of("a", "b")),
                                        Envelope.NEVER,
                                        0))),
                new Frame.Published(List.of(
                        new Frame.Accepted(7, 2, 100, 1_790_000_000_000L, Envelope.NEVER, 0),
                        new Frame.Accepted(9, 1, 0, 1_790_000_000_000L, 1_790_000_010_000L, 1_790_000_000_500L),
                        new Frame.Refused(10, 3, DunlinException.Reason.MEMORY_FULL, "no room for it: 12 MiB"))));
    }

    private static List<Frame> subscribing() {
        return List.of(
                new Frame.Subscribe(1, "tides.>", terms(Position.latest(), null), 1 << 20),
                new Frame.Subscribe(2, "tides.*", terms(Position.earliest(), "pilots"), 0),
                new Frame.Subscribe(3, "tides", terms(Position.sequence(12), null), 1),
                new Frame.Subscribe(
                        4, "tides", terms(Position.instant(Instant.parse("2026-11-01T10:00:00.123456789Z")), null), 1),
                new Frame.Subscribe(
                        5, "tides.*", terms(Position.each(Map.of("tides.north", 100L), Position.latest()), null), 1, 7),
                new Frame.Subscribed(1),
                new Frame.Subscribed(5, Map.of("tides.north", 0L, "tides.süd", 12L), 1_790_000_000_000L),
                new Frame.Deliver(
                        1,
                        List.of(
                                delivery("tides.north", 100, "in", Attributes.NONE, 1),
                                delivery("tides.north", 101, "out", ATTRIBUTES, 1),
                                delivery("tides.north", 105, "in", Attributes.NONE, 3),
                                delivery("tides.süd", 106, "", Attributes.NONE, 1))),
                new Frame.Credit(1, 65_536),
                new Frame.Acknowledge(1, "tides.north", List.of(100L, 101L, 99L, Long.MAX_VALUE)),
                new Frame.Reject(1, "tides.north", List.of(105L)),
                new Frame.Skipped(1, new Gap("tides.north", 102, 3, DropReason.SUBSCRIBER_BEHIND)),
                new Frame.Unsubscribe(1),
                new Frame.Ended(1, new SubscriptionEnd.Cancelled()),
                new Frame.Ended(2, new SubscriptionEnd.BrokerClosed()),
                new Frame.Ended(3, new SubscriptionEnd.Overloaded(2_000, 1_000)),
                new Frame.Ended(
                        4,
                        new SubscriptionEnd.Failed(new DunlinException(
                                DunlinException.Reason.LIMIT_REACHED, "at most 10 subscriptions"))));
    }

    private static List<Frame> calling() {
        return List.of(
                new Frame.Request(1, 1, 0, "tides.at", bytes("noon"), Envelope.NEVER, -1, false),
                new Frame.Request(Long.MAX_VALUE, 3, 12, "tides.süd", bytes(""), 1_790_000_000_000L, 0, true),
                new Frame.Response(1, 1, -1, new Frame.Returned(bytes("12 cm"))),
                new Frame.Response(2, 3, 0, new Frame.Returned(bytes(""))),
                new Frame.Response(3, 1, 9, new Frame.NotReturned(Failure.BEHIND, "has applied 9 of 12")),
                new Frame.Cancel(4));
    }

    private static List<Frame> asking() {
        return List.of(
                new Frame.Configure("tides", TopicConfig.DEFAULT),
                new Frame.Ask(1, new Frame.Latest("tides", -1)),
                new Frame.Ask(2, new Frame.Topics()),
                new Frame.Ask(3, new Frame.Stats()),
                new Frame.Answer(
                        1,
                        new Frame.LatestIs(
                                delivery("tides", 5, "in", ATTRIBUTES, 1).envelope())),
                new Frame.Answer(1, new Frame.LatestIs(null)),
                new Frame.Answer(
                        2,
                        new Frame.TopicsAre(List.of(
                                new TopicStats("tides.north", 100, 106, 6, 1_234, 2),
                                new TopicStats("tides.süd", 0, 1, 1, 99, 0)))),
                new Frame.Answer(3, new Frame.StatsAre(stats(), null)),
                new Frame.Answer(4, new Frame.Unanswered(DunlinException.Reason.CLOSED, "the broker is closed")),
                new Frame.Ping(Long.MAX_VALUE),
                new Frame.Pong(-1, 1_700_000_000_000L),
                new Frame.Goodbye(CloseReason.NORMAL, "that is all"));
    }

    private static Frame.Outgoing outgoing(
            String topic, String text, Attributes attributes, long ttlMillis, long delayMillis) {
        return new Frame.Outgoing(topic, bytes(text), attributes, ttlMillis, delayMillis);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Frame.Delivery delivery(
            String topic, long sequence, String text, Attributes attributes, int attempt) {
        long acceptedMillis = 1_790_000_000_000L + sequence / 2;
        Envelope envelope = new Envelope(
                topic,
                sequence,
                acceptedMillis,
                sequence % 2 == 0 ? Envelope.NEVER : acceptedMillis + 10_000,
                bytes(text),
                attributes);
        return new Frame.Delivery(envelope, attempt);
    }

    private static Frame.Terms terms(Position from, @Nullable String group) {
        return new Frame.Terms(
                from,
                group,
                group != null,
                30_000,
                5,
                group == null ? null : "dead",
                1_024,
                Overload.SKIP,
                Long.MAX_VALUE);
    }

    private static BrokerStats stats() {
        return new BrokerStats(
                -7,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                12,
                13,
                14,
                18,
                Map.of(DropReason.MEMORY_FULL, 15L, DropReason.BROKER_CLOSED, 16L),
                Map.of(DunlinException.Reason.TOO_LARGE, 17L));
    }
}
