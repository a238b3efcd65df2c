package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BatchHandler;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where a subscription starts, what it takes in, and in which order. */
public interface SubscriptionContract extends BrokerScenarios {

    private static SubscribeOptions from(Position position) {
        return SubscribeOptions.from(position);
    }

    @Test
    default void latestIsFixedWhenTheSubscriptionIsMade() {
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 3);
            Inbox<String> inbox = it.subscribe("tides", from(Position.latest()));
            it.publishNumbers("tides", 3, 5);
            inbox.awaitValues("3", "4");
            assertThat(inbox.sequences()).containsExactly(3L, 4L);
        }
    }

    @Test
    default void latestOfAPausedSubscriptionIsFixedToo() {
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 3);
            Inbox<String> inbox =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build());
            it.publishNumbers("tides", 3, 5);
            inbox.subscription().resume();
            inbox.awaitValues("3", "4");
        }
    }

    @Test
    default void earliestIsTheOldestMessage() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            List<String> values = new ArrayList<>(it.publishNumbers("tides", 0, 100));
            Inbox<String> inbox = it.subscribe("tides", from(Position.earliest()));
            values.addAll(it.publishNumbers("tides", 100, 200));
            inbox.awaitValues(values);
            assertThat(inbox.sequences())
                    .isEqualTo(LongStream.range(0, 200).boxed().toList());
        }
    }

    @Test
    default void aSequenceIsTheFirstWanted() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 5);
            Inbox<String> middle = it.subscribe("tides", from(Position.sequence(3)));
            Inbox<String> first = it.subscribe("tides", from(Position.sequence(0)));
            Inbox<String> next = it.subscribe("tides", from(Position.sequence(5)));
            Inbox<String> ahead = it.subscribe("tides", from(Position.sequence(7)));
            it.publishNumbers("tides", 5, 9);

            middle.awaitValues("3", "4", "5", "6", "7", "8");
            first.awaitValues("0", "1", "2", "3", "4", "5", "6", "7", "8");
            next.awaitValues("5", "6", "7", "8");
            ahead.awaitValues("7", "8");
        }
    }

    @Test
    default void aSequenceFarAheadIsWaitedFor() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", from(Position.sequence(5_000)));
            it.publishNumbers("tides", 0, 5_002);
            inbox.awaitValues("5000", "5001");
        }
    }

    @Test
    default void anInstantIsThatOfAcceptance() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            Duration pause = it.world().scaled(Duration.ofSeconds(1));
            List<Instant> accepted = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                accepted.add(it.topic("tides").publish("" + i).accepted());
                it.world().advance(pause);
                awaitAcceptance(it, accepted.get(i).plusMillis(1));
            }
            Inbox<String> all = it.subscribe("tides", from(Position.instant(Instant.EPOCH)));
            Inbox<String> exact = it.subscribe("tides", from(Position.instant(accepted.get(2))));
            Inbox<String> between =
                    it.subscribe("tides", from(Position.instant(accepted.get(1).plusMillis(1))));
            Instant present = it.world().now();
            Inbox<String> now = it.subscribe("tides", from(Position.instant(present)));
            awaitAcceptance(it, present);
            it.publishNumbers("tides", 4, 5);

            all.awaitValues("0", "1", "2", "3", "4");
            exact.awaitValues("2", "3", "4");
            between.awaitValues("2", "3", "4");
            now.awaitValues("4");
        }
    }

    /** Waits until messages are accepted as of an instant: on a busy machine a broker's clock may be late. */
    private static void awaitAcceptance(Scenario it, Instant instant) {
        it.world()
                .await(
                        "a message is accepted as of " + instant,
                        () -> !it.topic("clock").publish("").accepted().isBefore(instant));
    }

    @Test
    default void anInstantAheadIsWaitedFor() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            Duration wait = it.world().scaled(Duration.ofSeconds(10));
            Instant ahead = it.world().now().plus(wait);
            Inbox<String> inbox = it.subscribe("tides", from(Position.instant(ahead)));
            List<String> due = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                if (i == 2) {
                    it.world().advance(wait.plusMillis(2));
                    awaitAcceptance(it, ahead);
                }
                // A machine that is slow enough may publish even the first when the instant has come.
                if (!it.topic("tides").publish("" + i).accepted().isBefore(ahead)) {
                    due.add("" + i);
                }
            }
            assertThat(due).endsWith("2", "3");
            inbox.awaitValues(due);
        }
    }

    @Test
    default void eachSubscriptionIsGivenAllMessagesInOneOrder() {
        try (Scenario it = scenario()) {
            List<Inbox<String>> inboxes =
                    IntStream.range(0, 20).mapToObj(i -> it.subscribe("tides")).toList();
            List<String> values = it.publishNumbers("tides", 0, 3_000);
            for (Inbox<String> inbox : inboxes) {
                inbox.awaitValues(values);
                assertThat(inbox.sequences())
                        .isEqualTo(LongStream.range(0, 3_000).boxed().toList());
            }
        }
    }

    @Test
    default void aSubscriptionIsGivenNoOtherTopicsMessages() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            for (String other : List.of("tide", "tides.north", "Tides", "tides ", "winds")) {
                it.topic(other).publish("no").accepted();
            }
            it.topic("tides").publish("yes").accepted();
            inbox.awaitValues("yes");
        }
    }

    @Test
    default void aPatternTakesInTopicsThatAreThereAndThatAreMadeLater() {
        needs(Feature.WILDCARDS);
        try (Scenario it = scenario()) {
            it.topic("tides.north").publish("before").accepted();
            Inbox<String> one = it.subscribe("tides.*");
            Inbox<String> more = it.subscribe("tides.>");
            Inbox<String> middle = it.subscribe("*.north");
            Inbox<String> all = it.subscribe(">");
            for (String name :
                    List.of("tides", "tides.north", "tides.south", "tides.south.bay", "winds.north", "winds")) {
                it.topic(name).publish(name).accepted();
            }
            one.awaitSize(2);
            more.awaitSize(3);
            middle.awaitSize(2);
            all.awaitSize(6);
            it.world().settle();
            assertThat(one.values()).containsExactlyInAnyOrder("tides.north", "tides.south");
            assertThat(more.values()).containsExactlyInAnyOrder("tides.north", "tides.south", "tides.south.bay");
            assertThat(middle.values()).containsExactlyInAnyOrder("tides.north", "winds.north");
            assertThat(all.values())
                    .containsExactlyInAnyOrder(
                            "tides", "tides.north", "tides.south", "tides.south.bay", "winds.north", "winds");
            assertThat(one.subscription().pattern()).isEqualTo("tides.*");
            assertThat(one.messages())
                    .allSatisfy(message -> assertThat(message.topic()).isEqualTo(message.value()));
        }
    }

    @Test
    default void aPatternTakesInALaterTopicFromItsFirstMessageOn() {
        needs(Feature.WILDCARDS);
        try (Scenario it = scenario()) {
            Inbox<String> latest = it.subscribe("tides.*", from(Position.latest()));
            List<String> values =
                    IntStream.range(0, 500).mapToObj(Integer::toString).toList();
            it.topic("tides.west").publishAll(values).forEach(Receipt::accepted);
            latest.awaitValues(values);
        }
    }

    @Test
    default void aPatternReplaysEachTopicInItsOrder() {
        needs(Feature.WILDCARDS);
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            for (int i = 0; i < 100; i++) {
                it.topic("tides." + i % 3).publish("" + i).accepted();
            }
            Inbox<String> inbox = it.subscribe("tides.*", from(Position.earliest()));
            inbox.awaitSize(100);
            it.world().settle();
            for (int t = 0; t < 3; t++) {
                String topic = "tides." + t;
                List<Long> sequences = inbox.messages().stream()
                        .filter(message -> message.topic().equals(topic))
                        .map(Message::sequence)
                        .toList();
                assertThat(sequences)
                        .isEqualTo(LongStream.range(0, t == 0 ? 34 : 33).boxed().toList());
            }
        }
    }

    @Test
    default void aBatchHandlerIsGivenAllThatWaitsInOrder() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            List<String> values = it.publishNumbers("tides", 0, 1_000);
            List<String> came = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            BatchHandler<String> handler = batch -> {
                synchronized (came) {
                    sizes.add(batch.size());
                    batch.forEach(message -> came.add(message.value()));
                }
                it.world().pulse();
            };
            Subscription subscription =
                    it.topic("tides").subscribeBatches(SubscribeOptions.from(Position.earliest()), handler);
            it.get(subscription.established());
            it.await("all have come", () -> {
                synchronized (came) {
                    return came.size() >= 1_000;
                }
            });
            synchronized (came) {
                assertThat(came).isEqualTo(values);
                assertThat(sizes).allMatch(size -> size > 0);
                assertThat(sizes).as("sizes of the batches").hasSizeLessThan(1_000);
            }
        }
    }

    @Test
    default void aTopicSubscribesUnderItsOwnNameAndCodec() {
        try (Scenario it = scenario()) {
            Topic<Integer> topic =
                    it.broker().topic("depths", Codec.of(i -> new byte[] {(byte) (int) i}, bytes -> (int) bytes[0]));
            Inbox<Integer> inbox = new Inbox<>(it.world(), message -> {});
            Subscription subscription = topic.subscribe(inbox);
            it.get(subscription.established());
            topic.publish(7).accepted();
            inbox.awaitSize(1);
            assertThat(inbox.message(0).value()).isEqualTo(7);
            assertThat(subscription.pattern()).isEqualTo("depths");
        }
    }

    @Test
    default void aValueThatCanBeChangedIsEachSubscribersOwn() {
        try (Scenario it = scenario()) {
            Codec<StringBuilder> codec = Codec.of(
                    text -> Codec.utf8().encode(text.toString()),
                    bytes -> new StringBuilder(Codec.utf8().decode(bytes)));
            List<Inbox<StringBuilder>> inboxes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String mark = " for " + i;
                Inbox<StringBuilder> inbox =
                        new Inbox<>(it.world(), message -> message.value().append(mark));
                it.get(it.broker()
                        .subscribe("drafts", codec, SubscribeOptions.DEFAULT, inbox)
                        .established());
                inboxes.add(inbox);
            }
            it.broker()
                    .topic("drafts", codec)
                    .publish(new StringBuilder("draft"))
                    .accepted();
            for (int i = 0; i < 3; i++) {
                inboxes.get(i).awaitSize(1);
                StringBuilder value = inboxes.get(i).message(0).value();
                String own = "draft for " + i;
                it.world()
                        .await(own + " and nothing else", () -> value.toString().equals(own));
            }
        }
    }

    @Test
    default void aHandlerMayPublishAndSubscribe() {
        try (Scenario it = scenario()) {
            Inbox<String> echoes = it.subscribe("echoes");
            Inbox<String> inbox = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                it.topic("echoes").publish("echo of " + message.value());
                it.broker().subscribe("later", Codec.utf8(), SubscribeOptions.DEFAULT, ignored -> {});
            });
            it.publishNumbers("tides", 0, 3);
            inbox.awaitSize(3);
            echoes.awaitValues("echo of 0", "echo of 1", "echo of 2");
            it.await("the subscriptions are counted", () -> it.broker().stats().subscriptions() == 5);
        }
    }

    @Test
    default void aReplayLeavesOutWhatHasExpired() {
        needs(Feature.REPLAY);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration life = it.world().scaled(Duration.ofSeconds(5));
            for (int i = 0; i < 10; i++) {
                PublishOptions options = PublishOptions.ttl(i % 3 == 0 ? Duration.ofHours(1) : life);
                it.topic("tides").publish("" + i, options).accepted();
            }
            it.world().advance(life);
            it.subscribe("tides", from(Position.earliest())).awaitValues("0", "3", "6", "9");
            it.subscribe("tides", from(Position.sequence(2))).awaitValues("3", "6", "9");
            it.subscribe("tides", from(Position.instant(Instant.EPOCH))).awaitValues("0", "3", "6", "9");
        }
    }
}
