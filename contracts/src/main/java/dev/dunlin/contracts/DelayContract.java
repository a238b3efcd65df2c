package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.TopicConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that stay out of sight for a while. */
public interface DelayContract extends BrokerScenarios {

    private static PublishOptions delay(Duration delay) {
        return PublishOptions.builder().delay(delay).build();
    }

    @Test
    default void aDelayedMessageComesWhenItIsDue() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            Duration delay = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox = it.subscribe("tides");
            Receipt receipt = it.topic("tides").publish("late", delay(delay));

            assertThat(receipt.due()).contains(receipt.accepted().plus(delay));
            assertThat(it.broker().stats().delayed()).isEqualTo(1);
            it.world().awaitWithin(delay, "the message has come", () -> inbox.size() == 1);
            assertThat(it.world().now()).isAfterOrEqualTo(receipt.due().orElseThrow());
            assertThat(inbox.message(0).sequence()).isZero();
            assertThat(inbox.message(0).accepted())
                    .as("accepted when published")
                    .isEqualTo(receipt.accepted());
            assertThat(inbox.message(0).expires()).isEqualTo(receipt.expires());
            assertThat(it.broker().stats().delayed()).isZero();
        }
    }

    @Test
    default void aDelayedMessageIsGivenItsPlaceWhenItIsDue() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            Duration delay = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox = it.subscribe("tides");
            Receipt late = it.topic("tides").publish("late", delay(delay));
            late.accepted();
            Receipt soon = it.topic("tides").publish("soon");

            assertThat(soon.sequence()).isZero();
            assertThatThrownBy(late::sequence).isInstanceOf(IllegalStateException.class);
            it.world().awaitWithin(delay, "both have come", () -> inbox.size() == 2);
            inbox.awaitValues("soon", "late");
            assertThat(inbox.sequences()).containsExactly(0L, 1L);
        }
    }

    @Test
    default void delayedMessagesComeInTheOrderInWhichTheyAreDue() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            Duration unit = it.world().scaled(Duration.ofSeconds(2));
            Inbox<String> inbox = it.subscribe("tides");
            for (int units : List.of(3, 1, 2)) {
                it.topic("tides")
                        .publish("after " + units, delay(unit.multipliedBy(units)))
                        .accepted();
            }
            it.world().awaitWithin(unit.multipliedBy(3), "all have come", () -> inbox.size() == 3);
            inbox.awaitValues("after 1", "after 2", "after 3");
        }
    }

    @Test
    default void aDelayOfNothingIsNone() {
        try (Scenario it = scenario()) {
            Receipt receipt = it.topic("tides").publish("now", delay(Duration.ZERO));
            assertThat(receipt.due()).isEmpty();
            assertThat(receipt.sequence()).isZero();
        }
    }

    @Test
    default void nobodySeesADelayedMessageBefore() {
        needs(Feature.DELAY);
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            it.topic("tides").publish("late", delay(Duration.ofSeconds(50))).accepted();
            Inbox<String> replay = it.subscribe("tides", SubscribeOptions.from(Position.earliest()));
            it.world().settle();
            assertThat(replay.values()).isEmpty();
            assertThat(it.topic("tides").latest()).isEmpty();
        }
    }

    @Test
    default void valuesPublishedTogetherAreDelayedTogether() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            Duration delay = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox = it.subscribe("tides");
            List<Receipt> receipts = it.topic("tides").publishAll(List.of("a", "b", "c"), delay(delay));
            assertThat(receipts).allSatisfy(receipt -> assertThat(receipt.due()).isPresent());
            it.world().awaitWithin(delay, "all have come", () -> inbox.size() == 3);
            inbox.awaitValues("a", "b", "c");
        }
    }

    @Test
    default void aMessageThatWouldExpireOutOfSightIsRefused() {
        needs(Feature.DELAY);
        TopicConfig brief = new TopicConfig(Duration.ofSeconds(10), Duration.ofSeconds(20));
        try (Scenario it = scenario()) {
            it.broker().topic("brief", Codec.utf8(), brief);
            for (PublishOptions options : List.of(
                    delay(Duration.ofSeconds(10)),
                    PublishOptions.builder()
                            .delay(Duration.ofSeconds(20))
                            .ttl(Duration.ofSeconds(30))
                            .build())) {
                assertThatThrownBy(
                                () -> it.topic("brief").publish("late", options).accepted())
                        .as("%s in a topic of %s", options, brief)
                        .hasMessageContaining("expire");
            }
            assertThat(it.broker().stats().published()).isZero();
        }
    }

    @Test
    default void delayedMessagesOfAClosedBrokerAreReported() {
        needs(Feature.DELAY);
        needs(Feature.EVENTS);
        Scenario it = scenario();
        it.topic("tides").publish("late", delay(Duration.ofSeconds(50))).accepted();
        it.close();
        it.await(
                "the drop was reported",
                () -> it.events().of(BrokerEvent.Dropped.class).stream()
                        .anyMatch(dropped -> dropped.reason() == DropReason.BROKER_CLOSED
                                && dropped.envelope().topic().equals("tides")));
    }
}
