package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Frames that a client might send, in an order in which it might or might not: numbers go on from the last, mostly. */
public final class FrameChoices {

    private static final CloseReason[] FAREWELLS = {
        CloseReason.NORMAL, CloseReason.SHUTDOWN, CloseReason.PROTOCOL, CloseReason.INTERNAL
    };

    private static final int MOST_MESSAGES = 8;

    /** How many publishes are remembered, to be said again. */
    private static final int MOST_SENT = 8;

    private final Choices choices;
    private final ArrayDeque<Frame.Publish> sent = new ArrayDeque<>();
    private long epoch;
    private long nextPublish = 1;
    private long nextSubscription = 1;
    private long nextQuestion = 1;
    private long nextRequest = 1;

    public FrameChoices(Choices choices) {
        this.choices = choices;
    }

    /** A connection has been made anew by a client that goes on: its numbers of publishes do, the others begin again. */
    public void goOn() {
        nextSubscription = 1;
        nextQuestion = 1;
    }

    /** The server has said which broker it is. */
    public void epochIs(long number) {
        epoch = number;
    }

    /** What was published last, again, the oldest first: as one does who has not been answered. */
    public List<Frame.Publish> again() {
        return List.copyOf(sent);
    }

    public Frame next() {
        return switch (choices.below(22)) {
            case 0, 1, 2, 3 -> publish();
            case 4, 5, 6 -> subscribe();
            case 7, 8 -> new Frame.Credit(subscription(), choices.number(1_000));
            case 9, 10 -> new Frame.Acknowledge(subscription(), topic(), sequences());
            case 11 -> new Frame.Reject(subscription(), topic(), sequences());
            case 12 -> new Frame.Unsubscribe(subscription());
            case 13 -> ask();
            case 14 -> new Frame.Configure(topic(), config());
            case 15 -> choices.flag() ? new Frame.Ping(choices.number(7)) : new Frame.Pong(choices.number(7));
            case 16 -> hello();
            case 17 -> new Frame.Goodbye(choices.of(FAREWELLS), text());
            case 18 -> choices.flag() ? request() : new Frame.Cancel(choices.number(nextRequest));
            default -> serversFrame();
        };
    }

    private Frame request() {
        long number = choices.number(nextRequest);
        nextRequest = number + 1;
        return new Frame.Request(
                number,
                choices.intNumber(1),
                choices.number(number),
                choices.of("tides.at", "tides.in", "", "two\nlines", "x".repeat(300)),
                new byte[choices.of(64, 0, 1, 3_000, 20_000)],
                choices.of(Envelope.NEVER, 0L, choices.number(1_000)),
                choices.number(-1),
                choices.flag());
    }

    public Frame hello() {
        return new Frame.Hello(choices.intNumber(1), choices.intNumber(1), text(), choices.number(7), choices.flag());
    }

    private Frame publish() {
        Frame.Publish before = sent.peekLast();
        if (before != null && choices.below(8) == 7) {
            return before;
        }
        long first = choices.number(nextPublish);
        List<Outgoing> messages = new ArrayList<>();
        int count = choices.below(MOST_MESSAGES);
        for (int i = 0; i < count; i++) {
            messages.add(new Outgoing(
                    topic(),
                    new byte[choices.of(1, 0, 100, 3_000, 20_000)],
                    attributes(),
                    choices.number(0),
                    choices.number(0)));
        }
        nextPublish = first + count;
        Frame.Publish publish = new Frame.Publish(first, messages);
        if (!messages.isEmpty()) {
            sent.add(publish);
            if (sent.size() > MOST_SENT) {
                sent.remove();
            }
        }
        return publish;
    }

    private Attributes attributes() {
        return choices.of(
                Attributes.NONE,
                new Attributes("key", null, Map.of()),
                new Attributes(null, "id", Map.of("a", "b", "", "")),
                new Attributes("", "", Map.of("long", "x".repeat(300))));
    }

    private Frame subscribe() {
        long number = choices.number(nextSubscription);
        nextSubscription = number + 1;
        Frame.Terms terms = new Frame.Terms(
                position(),
                choices.of(null, "group", ""),
                choices.flag(),
                choices.number(30_000),
                choices.intNumber(1),
                choices.of(null, "dead", "tides", "no..name"),
                choices.intNumber(1_000),
                choices.of(Overload.values()),
                choices.number(100_000));
        return new Frame.Subscribe(
                number,
                choices.of("tides", ">", "tides.*", "*.north", "no..name", ""),
                terms,
                credit(),
                choices.of(0L, epoch, epoch, epoch + 1, choices.number(1)));
    }

    private long credit() {
        return choices.number(10_000);
    }

    private Position position() {
        return choices.below(4) == 3 ? Position.each(starts(), start()) : start();
    }

    /** Where one goes on that has been given some of each topic. */
    private Map<String, Long> starts() {
        Map<String, Long> starts = new HashMap<>();
        int count = choices.below(4);
        for (int i = 0; i < count; i++) {
            starts.put(topic(), Math.max(0, choices.number(i)));
        }
        return starts;
    }

    private Position start() {
        return switch (choices.below(4)) {
            case 0 -> Position.latest();
            case 1 -> Position.earliest();
            case 2 -> Position.sequence(Math.max(0, choices.number(1)));
            default -> Position.instant(Instant.ofEpochMilli(choices.number(1_000)));
        };
    }

    private Frame ask() {
        long id = choices.number(nextQuestion);
        nextQuestion = id + 1;
        return new Frame.Ask(
                id, choices.of(new Frame.Latest(topic(), choices.number(-1)), new Frame.Topics(), new Frame.Stats()));
    }

    private TopicConfig config() {
        Duration most = Duration.ofMillis(choices.of(1, 1_000, 3_600_000));
        return new TopicConfig(choices.flag() ? most : Duration.ofMillis(1), most);
    }

    /** What only a server may say. */
    private Frame serversFrame() {
        return switch (choices.below(8)) {
            case 0 -> new Frame.Welcome(1, text(), 1, 1, 1, 1);
            case 1 -> new Frame.Published(List.of(new Frame.Refused(1, 1, DunlinException.Reason.REJECTED, text())));
            case 2 -> new Frame.Subscribed(subscription());
            case 3 ->
                new Frame.Deliver(
                        1,
                        List.of(new Frame.Delivery(new Envelope("tides", 0, 0, 1, new byte[1], Attributes.NONE), 1)));
            case 4 -> new Frame.Answer(1, new Frame.LatestIs(null));
            case 5 -> new Frame.Response(1, 1, choices.number(-1), new Frame.Returned(new byte[choices.below(100)]));
            case 6 -> new Frame.Response(1, 1, -1, new Frame.NotReturned(choices.of(Failure.values()), text()));
            default -> new Frame.Ended(1, new dev.dunlin.broker.SubscriptionEnd.BrokerClosed());
        };
    }

    private long subscription() {
        return choices.number(nextSubscription - 1);
    }

    private List<Long> sequences() {
        List<Long> sequences = new ArrayList<>();
        int count = choices.below(4);
        for (int i = 0; i < count; i++) {
            sequences.add(choices.number(i));
        }
        return sequences;
    }

    private String topic() {
        return choices.of("tides", "tides.north", "tides.south", "dead", "no..name", "", "*", "x".repeat(300));
    }

    private String text() {
        return choices.of("", "plain", "two\nlines \"quoted\"", "x".repeat(5_000));
    }
}
