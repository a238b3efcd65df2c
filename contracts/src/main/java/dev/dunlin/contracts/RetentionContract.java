package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a message lives: nobody sees it from its instant of expiry on, and everybody may see it until then. */
public interface RetentionContract extends BrokerScenarios {

    private static Duration lifetime(Receipt receipt) {
        return Duration.between(receipt.accepted(), receipt.expires().orElseThrow());
    }

    private static List<String> replayed(Scenario it, String topic) {
        Inbox<String> inbox = it.subscribe(topic, SubscribeOptions.from(Position.earliest()));
        it.topic(topic).publish("the end").accepted();
        it.await("the end has come", () -> inbox.values().contains("the end"));
        inbox.subscription().close();
        return inbox.values().stream().filter(value -> !value.equals("the end")).toList();
    }

    @Test
    default void aMessageLivesForItsTopicsDefault() {
        TopicConfig config = TopicConfig.DEFAULT.withDefaultTtl(Duration.ofSeconds(20));
        try (Scenario it =
                scenario(settings -> settings.topics(TopicConfig.DEFAULT.withDefaultTtl(Duration.ofHours(2))))) {
            assertThat(lifetime(it.topic("tides").publish("a"))).isEqualTo(Duration.ofHours(2));
            assertThat(lifetime(it.broker().topic("winds", Codec.utf8(), config).publish("b")))
                    .isEqualTo(Duration.ofSeconds(20));
            assertThat(lifetime(it.topic("winds").publish("c"))).isEqualTo(Duration.ofSeconds(20));
        }
    }

    @Test
    default void aMessageLivesForItsOwnTime() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            for (Duration ttl : List.of(Ttl.SHORTEST, Duration.ofMillis(1_500), Duration.ofDays(1), Ttl.LONGEST)) {
                Receipt receipt = it.topic("tides").publish("a", PublishOptions.ttl(ttl));
                assertThat(lifetime(receipt)).isEqualTo(ttl);
            }
        }
    }

    @Test
    default void aMessageMayLiveForEver() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            assertThat(it.topic("tides")
                            .publish("a", PublishOptions.ttl(Ttl.FOREVER))
                            .expires())
                    .isEmpty();
            assertThat(inbox.awaitSize(1).message(0).expires()).isEmpty();
        }
    }

    @Test
    default void noMessageLivesBeyondItsTopicsMaximum() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            TopicConfig config = new TopicConfig(Duration.ofSeconds(10), Duration.ofSeconds(30));
            Topic<String> topic = it.broker().topic("tides", Codec.utf8(), config);
            assertThat(lifetime(topic.publish("a"))).isEqualTo(Duration.ofSeconds(10));
            assertThat(lifetime(topic.publish("a", PublishOptions.ttl(Duration.ofSeconds(20)))))
                    .isEqualTo(Duration.ofSeconds(20));
            assertThat(lifetime(topic.publish("a", PublishOptions.ttl(Duration.ofSeconds(31)))))
                    .isEqualTo(Duration.ofSeconds(30));
            assertThat(lifetime(topic.publish("a", PublishOptions.ttl(Ttl.FOREVER))))
                    .isEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    default void otherSettingsHoldForWhatIsPublishedFromThenOn() {
        try (Scenario it = scenario()) {
            Topic<String> topic =
                    it.broker().topic("tides", Codec.utf8(), TopicConfig.DEFAULT.withDefaultTtl(Duration.ofHours(1)));
            Receipt before = topic.publish("a");
            before.accepted();
            it.broker().topic("tides", Codec.utf8(), TopicConfig.DEFAULT.withDefaultTtl(Duration.ofSeconds(5)));
            assertThat(lifetime(topic.publish("b"))).isEqualTo(Duration.ofSeconds(5));
            assertThat(lifetime(before)).isEqualTo(Duration.ofHours(1));
            assertThat(topic.latest().map(Message::sequence)).isEqualTo(Optional.of(1L));
        }
    }

    @Test
    default void whatHasExpiredIsNotReplayed() {
        needs(Feature.REPLAY);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration life = it.world().scaled(Duration.ofSeconds(20));
            it.topic("tides").publish("brief", PublishOptions.ttl(life)).accepted();
            it.topic("tides").publish("long").accepted();
            it.topic("tides").publish("brief too", PublishOptions.ttl(life)).accepted();
            it.world().advance(life);
            assertThat(replayed(it, "tides")).containsExactly("long");
        }
    }

    @Test
    default void whatIsAliveIsReplayed() {
        needs(Feature.REPLAY);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            it.topic("tides")
                    .publish("a", PublishOptions.ttl(Duration.ofSeconds(30)))
                    .accepted();
            it.topic("tides").publish("b", PublishOptions.ttl(Ttl.FOREVER)).accepted();
            it.topic("tides").publish("c", PublishOptions.ttl(Ttl.LONGEST)).accepted();
            it.world().advance(it.world().scaled(Duration.ofSeconds(15)));
            assertThat(replayed(it, "tides")).containsExactly("a", "b", "c");
        }
    }

    @Test
    default void whatExpiresWhileASubscriberIsPausedIsNotGivenToIt() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration life = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> paused =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build());
            Inbox<String> awake = it.subscribe("tides");
            for (int i = 0; i < 9; i++) {
                PublishOptions options = PublishOptions.ttl(i % 3 == 0 ? Duration.ofHours(1) : life);
                it.topic("tides").publish("" + i, options).accepted();
            }
            awake.awaitSize(9);
            it.world().settle();
            it.world().advance(life);
            paused.subscription().resume();
            paused.awaitValues("0", "3", "6");
            it.await(
                    "the others are counted",
                    () -> paused.subscription().stats().expired() == 6);
            assertThat(paused.subscription().stats().skipped()).isZero();
        }
    }

    @Test
    default void whatHasExpiredIsReclaimedCountedAndTold() {
        needs(Feature.EVENTS);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration life = it.world().scaled(Duration.ofSeconds(5));
            long baseline = it.broker().stats().retainedBytes();
            it.topic("tides")
                    .publishAll(Collections.nCopies(3_000, "x".repeat(100)), PublishOptions.ttl(life))
                    .forEach(Receipt::accepted);
            assertThat(it.broker().stats().retainedBytes()).isGreaterThan(baseline + 300_000);
            it.world().advance(life);

            it.world()
                    .awaitWithin(
                            Duration.ofSeconds(5),
                            "all were reclaimed",
                            () -> it.broker().stats().retainedMessages() == 0);
            assertThat(it.broker().stats().retainedBytes()).isEqualTo(baseline);
            assertThat(it.broker().stats().expired()).isEqualTo(3_000);
            it.await(
                    "each was told",
                    () -> it.events().of(BrokerEvent.Expired.class).size() == 3_000);
            assertThat(it.events().of(BrokerEvent.Expired.class).stream()
                            .map(event -> event.envelope().sequence()))
                    .doesNotHaveDuplicates();
            assertThat(it.events().of(BrokerEvent.Expired.class))
                    .allSatisfy(event -> assertThat(event.envelope().topic()).isEqualTo("tides"));
            assertThat(it.broker().stats().dropped()).isEmpty();
        }
    }

    @Test
    default void aBriefMessageDoesNotTakeALongOneWithIt() {
        needs(Feature.REPLAY);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration life = it.world().scaled(Duration.ofSeconds(5));
            for (int i = 0; i < 500; i++) {
                PublishOptions options = PublishOptions.ttl(i % 50 == 7 ? Duration.ofHours(1) : life);
                it.topic("tides").publish("" + i, options).accepted();
            }
            it.world().advance(life);
            it.world()
                    .awaitWithin(
                            Duration.ofSeconds(5),
                            "most were reclaimed",
                            () -> it.broker().stats().retainedMessages() < 100);
            assertThat(replayed(it, "tides"))
                    .containsExactly("7", "57", "107", "157", "207", "257", "307", "357", "407", "457");
        }
    }

    @Test
    default void whatWasPublishedTogetherHasOneLifetime() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            List<Receipt> receipts =
                    it.topic("tides").publishAll(List.of("a", "b", "c"), PublishOptions.ttl(Duration.ofSeconds(9)));
            assertThat(receipts)
                    .allSatisfy(receipt -> assertThat(lifetime(receipt)).isEqualTo(Duration.ofSeconds(9)));
        }
    }
}
