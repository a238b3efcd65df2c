package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.SubscriptionStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that are followed until they are dealt with, or given up. */
public interface AcknowledgementContract extends BrokerScenarios {

    private static SubscribeOptions.Builder byHand() {
        return SubscribeOptions.builder().manual();
    }

    private static List<Integer> attempts(Inbox<?> inbox) {
        return inbox.messages().stream().map(Message::attempt).toList();
    }

    @Test
    default void whatIsAcknowledgedIsNotHandedOutAgain() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox =
                    it.subscribe("tides", byHand().ackTimeout(timeout).build(), Message::acknowledge);
            List<String> values = it.publishNumbers("tides", 0, 50);
            inbox.awaitValues(values);
            it.world().advance(timeout.multipliedBy(3));
            inbox.awaitValues(values);
            it.await("all are counted", () -> inbox.subscription().stats().acknowledged() == 50);
            assertThat(inbox.subscription().stats().redelivered()).isZero();
        }
    }

    @Test
    default void whatIsNotAcknowledgedInTimeIsHandedOutAgain() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox =
                    it.subscribe("tides", byHand().ackTimeout(timeout).build(), message -> {
                        if (message.attempt() == 2) {
                            message.acknowledge();
                        }
                    });
            it.publishNumbers("tides", 0, 3);
            inbox.awaitSize(3);
            it.world().awaitWithin(timeout.multipliedBy(2), "they came again", () -> inbox.size() == 6);
            it.world().advance(timeout.multipliedBy(3));
            assertThat(inbox.values()).containsExactly("0", "1", "2", "0", "1", "2");
            assertThat(attempts(inbox)).containsExactly(1, 1, 1, 2, 2, 2);
            assertThat(inbox.message(3).sequence()).isZero();
            it.await("all are counted", () -> inbox.subscription().stats().redelivered() == 3);
        }
    }

    @Test
    default void whatIsRejectedIsHandedOutAgainAtOnce() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", byHand().build(), message -> {
                if (message.attempt() < 4) {
                    message.reject();
                } else {
                    message.acknowledge();
                }
            });
            it.publishNumbers("tides", 0, 1);
            inbox.awaitValues("0", "0", "0", "0");
            assertThat(attempts(inbox)).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    default void theSubscriptionAcknowledgesAndRejectsToo() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", byHand().build());
            it.publishNumbers("tides", 0, 2);
            inbox.awaitSize(2);
            inbox.subscription().acknowledge("tides", 0);
            inbox.subscription().reject("tides", 1);
            inbox.awaitSize(3);
            it.world().settle();
            assertThat(inbox.sequences()).containsExactly(0L, 1L, 1L);
            inbox.subscription().acknowledge("tides", 1);
            it.await("both are counted", () -> inbox.subscription().stats().acknowledged() == 2);
        }
    }

    @Test
    default void anythingSaidAfterTheAcknowledgementDoesNothing() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", byHand().build());
            it.publishNumbers("tides", 0, 1);
            Message<String> message = inbox.awaitSize(1).message(0);
            message.acknowledge();
            message.acknowledge();
            message.reject();
            inbox.subscription().acknowledge("tides", 0);
            inbox.subscription().acknowledge("tides", 77);
            inbox.subscription().acknowledge("no.such.topic", 0);
            inbox.subscription().reject("tides", 78);
            inbox.subscription().reject("no.such.topic", 0);
            inbox.awaitValues("0");
            it.await("it is counted once", () -> it.broker().stats().acknowledged() == 1);
            it.world().settle();
            assertThat(inbox.subscription().stats().acknowledged()).isEqualTo(1);
            assertThat(it.broker().stats().acknowledged()).isEqualTo(1);
        }
    }

    @Test
    default void acknowledgingWhereNobodyAsksDoesNothing() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                message.reject();
                message.acknowledge();
                message.reject();
            });
            inbox.awaitValues(it.publishNumbers("tides", 0, 3));
        }
    }

    @Test
    default void noMoreIsHandedOutThanMayBeUnacknowledged() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox =
                    it.subscribe("tides", byHand().maxUnacknowledged(3).build());
            it.publishNumbers("tides", 0, 10);
            inbox.awaitValues("0", "1", "2");
            inbox.message(1).acknowledge();
            inbox.awaitValues("0", "1", "2", "3");
            inbox.message(0).acknowledge();
            inbox.message(2).acknowledge();
            inbox.message(3).acknowledge();
            inbox.awaitValues("0", "1", "2", "3", "4", "5", "6");
        }
    }

    @Test
    default void aMessageIsGivenUpWhenItsAttemptsAreExhausted() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides", byHand().maxAttempts(3).build(), message -> {
                if (message.value().equals("1")) {
                    message.reject();
                } else {
                    message.acknowledge();
                }
            });
            it.publishNumbers("tides", 0, 3);
            inbox.awaitSize(5);
            it.world().settle();
            assertThat(inbox.values()).containsExactlyInAnyOrder("0", "1", "1", "1", "2");
            it.await(
                    "it is counted",
                    () -> it.broker().stats().dropped().getOrDefault(DropReason.ATTEMPTS_EXHAUSTED, 0L) == 1);
            if (!lacks().contains(Feature.EVENTS)) {
                it.await(
                        "it is told",
                        () -> it.events().of(BrokerEvent.GivenUp.class).size() == 1);
                BrokerEvent.GivenUp event =
                        it.events().of(BrokerEvent.GivenUp.class).get(0);
                assertThat(event.attempts()).isEqualTo(3);
                assertThat(event.pattern()).isEqualTo("tides");
                assertThat(event.envelope().sequence()).isEqualTo(1);
            }
        }
    }

    @Test
    default void whatTimesOutTooOftenIsGivenUp() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> inbox = it.subscribe(
                    "tides", byHand().ackTimeout(timeout).maxAttempts(2).build());
            it.publishNumbers("tides", 0, 1);
            it.world()
                    .awaitWithin(
                            timeout.multipliedBy(4),
                            "it was given up",
                            () -> it.broker().stats().dropped().getOrDefault(DropReason.ATTEMPTS_EXHAUSTED, 0L) == 1);
            assertThat(inbox.values()).containsExactly("0", "0");
        }
    }

    @Test
    default void whatIsGivenUpGoesToTheDeadLetterTopicWithItsOrigin() {
        needs(Feature.ACKNOWLEDGEMENT);
        needs(Feature.DEAD_LETTERS);
        try (Scenario it = scenario()) {
            Inbox<String> dead = it.subscribe("dead");
            SubscribeOptions options =
                    byHand().maxAttempts(2).deadLetterTopic("dead").build();
            Inbox<String> inbox = it.subscribe("tides", options, Message::reject);
            it.topic("tides").publish("fine").accepted();
            it.topic("tides")
                    .publish(
                            "foul",
                            PublishOptions.builder()
                                    .key("k")
                                    .id("i")
                                    .header("h", "v")
                                    .build())
                    .accepted();

            dead.awaitValues("fine", "foul");
            assertThat(dead.message(1).key()).contains("k");
            assertThat(dead.message(1).id()).contains("i");
            assertThat(dead.message(1).headers())
                    .isEqualTo(
                            Map.of("h", "v", "dunlin-topic", "tides", "dunlin-sequence", "1", "dunlin-attempts", "2"));
            assertThat(dead.message(1).topic()).isEqualTo("dead");
            it.await("they are counted", () -> it.broker().stats().deadLettered() == 2);
            assertThat(inbox.size()).isEqualTo(4);
            assertThat(it.broker().stats().dropped()).doesNotContainKey(DropReason.ATTEMPTS_EXHAUSTED);
        }
    }

    @Test
    default void aHandlerThatThrowsIsGivenTheMessageAgain() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            SubscribeOptions options = SubscribeOptions.builder().maxAttempts(3).build();
            Inbox<String> inbox = it.subscribe("tides", options, message -> {
                if (message.attempt() < 3 && message.value().equals("0")) {
                    throw new IllegalStateException("not yet");
                }
            });
            it.publishNumbers("tides", 0, 2);
            inbox.awaitSize(4);
            it.world().settle();
            assertThat(inbox.values()).containsExactlyInAnyOrder("0", "0", "0", "1");
            it.await("all is counted", () -> {
                SubscriptionStats stats = inbox.subscription().stats();
                return stats.failed() == 2 && stats.redelivered() == 2 && stats.acknowledged() == 2;
            });
        }
    }

    @Test
    default void aHandlerThatAlwaysThrowsIsNotAskedForEver() {
        needs(Feature.ACKNOWLEDGEMENT);
        needs(Feature.DEAD_LETTERS);
        try (Scenario it = scenario()) {
            Inbox<String> dead = it.subscribe("dead");
            SubscribeOptions options = SubscribeOptions.builder()
                    .group("crew")
                    .maxAttempts(3)
                    .deadLetterTopic("dead")
                    .build();
            Inbox<String> inbox = it.subscribe("tides", options, message -> {
                throw new IllegalStateException("never");
            });
            it.publishNumbers("tides", 0, 1);
            dead.awaitValues("0");
            assertThat(attempts(inbox)).containsExactly(1, 2, 3);
            assertThat(dead.message(0).headers()).containsEntry("dunlin-attempts", "3");
        }
    }

    @Test
    default void manyMessagesAreFollowedAtOnce() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox =
                    it.subscribe("tides", byHand().maxUnacknowledged(100).build(), message -> {
                        if (message.attempt() == 1 && message.sequence() % 7 == 0) {
                            message.reject();
                        } else {
                            message.acknowledge();
                        }
                    });
            it.publishNumbers("tides", 0, 2_000);
            int again = (int) IntStream.range(0, 2_000).filter(i -> i % 7 == 0).count();
            inbox.awaitSize(2_000 + again);
            it.await("all are acknowledged", () -> it.broker().stats().acknowledged() == 2_000);
            it.world().settle();
            assertThat(inbox.size()).isEqualTo(2_000 + again);
            BrokerStats stats = it.broker().stats();
            assertThat(stats.redelivered()).isEqualTo(again);
            assertThat(stats.delivered()).isEqualTo(2_000 + again);
        }
    }
}
