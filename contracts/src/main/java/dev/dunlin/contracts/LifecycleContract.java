package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pausing, resuming and closing: from outside, from a handler, twice, too late. */
public interface LifecycleContract extends BrokerScenarios {

    @Test
    default void aPausedSubscriptionIsGivenNothingUntilItIsResumed() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            Inbox<String> other = it.subscribe("tides");
            it.publishNumbers("tides", 0, 2);
            inbox.awaitValues("0", "1");

            inbox.subscription().pause();
            it.publishNumbers("tides", 2, 5);
            other.awaitValues("0", "1", "2", "3", "4");
            it.world().settle();
            assertThat(inbox.values()).containsExactly("0", "1");

            inbox.subscription().resume();
            inbox.awaitValues("0", "1", "2", "3", "4");
        }
    }

    @Test
    default void aSubscriptionMayStartPaused() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build());
            it.publishNumbers("tides", 0, 3);
            it.world().settle();
            assertThat(inbox.values()).isEmpty();
            inbox.subscription().resume();
            inbox.awaitValues("0", "1", "2");
        }
    }

    @Test
    default void aHandlerMayPauseItsOwnSubscription() {
        try (Scenario it = scenario()) {
            CompletableFuture<Subscription> subscription = new CompletableFuture<>();
            Inbox<String> inbox =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build(), message -> {
                        if (message.value().equals("2")) {
                            subscription.join().pause();
                        }
                    });
            subscription.complete(inbox.subscription());
            it.publishNumbers("tides", 0, 50);
            inbox.subscription().resume();
            inbox.awaitValues("0", "1", "2");
            inbox.subscription().resume();
            inbox.awaitSize(50);
        }
    }

    @Test
    default void pausingAndResumingTwiceIsAsOnce() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            inbox.subscription().pause();
            inbox.subscription().pause();
            it.publishNumbers("tides", 0, 1);
            inbox.subscription().resume();
            inbox.subscription().resume();
            inbox.awaitValues("0");
        }
    }

    @Test
    default void aClosedSubscriptionIsGivenNothingMore() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            Inbox<String> other = it.subscribe("tides");
            it.publishNumbers("tides", 0, 1);
            inbox.awaitValues("0");
            inbox.subscription().close();
            assertThat(it.endOf(inbox)).isEqualTo(new SubscriptionEnd.Cancelled());

            it.publishNumbers("tides", 1, 3);
            other.awaitValues("0", "1", "2");
            inbox.awaitValues("0");
            it.await("it is not counted any more", () -> it.broker().stats().subscriptions() == 1);
        }
    }

    @Test
    default void closingASubscriptionTwiceDoesNothing() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            inbox.subscription().close();
            inbox.subscription().close();
            assertThat(it.endOf(inbox)).isEqualTo(new SubscriptionEnd.Cancelled());
            assertThatCode(() -> {
                        inbox.subscription().pause();
                        inbox.subscription().resume();
                        inbox.subscription().acknowledge("tides", 0);
                        inbox.subscription().reject("tides", 0);
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    default void aHandlerMayCloseItsOwnSubscription() {
        try (Scenario it = scenario()) {
            CompletableFuture<Subscription> subscription = new CompletableFuture<>();
            Inbox<String> inbox =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build(), message -> {
                        if (message.value().equals("1")) {
                            subscription.join().close();
                        }
                    });
            subscription.complete(inbox.subscription());
            it.publishNumbers("tides", 0, 50);
            inbox.subscription().resume();
            inbox.awaitValues("0", "1");
            assertThat(it.endOf(inbox)).isEqualTo(new SubscriptionEnd.Cancelled());
        }
    }

    @Test
    default void aHandlerMayCloseItsBroker() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe(
                    "tides", SubscribeOptions.DEFAULT, message -> it.broker().close());
            Inbox<String> other = it.subscribe("winds");
            it.topic("tides").publish("storm");
            inbox.awaitSize(1);
            assertThat(it.endOf(inbox)).isEqualTo(new SubscriptionEnd.BrokerClosed());
            assertThat(it.endOf(other)).isEqualTo(new SubscriptionEnd.BrokerClosed());
        }
    }

    @Test
    default void closingABrokerEndsItsSubscriptions() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            Inbox<String> paused =
                    it.subscribe(">", SubscribeOptions.builder().paused().build());
            it.publishNumbers("tides", 0, 1);
            inbox.awaitValues("0");
            it.broker().close();
            assertThat(it.endOf(inbox)).isEqualTo(new SubscriptionEnd.BrokerClosed());
            assertThat(it.endOf(paused)).isEqualTo(new SubscriptionEnd.BrokerClosed());
            it.world().settle();
            assertThat(inbox.values()).containsExactly("0");
        }
    }

    @Test
    default void closingABrokerTwiceDoesNothing() {
        try (Scenario it = scenario()) {
            it.broker().close();
            assertThatCode(it.broker()::close).doesNotThrowAnyException();
        }
    }

    @Test
    default void aClosedBrokerRefusesEverything() {
        try (Scenario it = scenario()) {
            Broker broker = it.broker();
            Topic<String> topic = it.topic("tides");
            topic.publish("a").accepted();
            broker.close();

            assertThat(it.refusal(() -> topic.publish("b")).reason()).isEqualTo(Reason.CLOSED);
            assertThat(it.refusal(() -> topic.publishAll(List.of("b", "c")).get(0))
                            .reason())
                    .isEqualTo(Reason.CLOSED);
            assertClosed(() -> broker.subscribe("tides", Codec.utf8(), SubscribeOptions.DEFAULT, message -> {}));
            assertClosed(() -> broker.subscribeBatches("tides", Codec.utf8(), SubscribeOptions.DEFAULT, batch -> {}));
            assertClosed(() -> broker.poller("tides", Codec.utf8(), SubscribeOptions.DEFAULT));
        }
    }

    @Test
    default void theFaultOfAClosedBrokerSaysThatARetryIsSafe() {
        try (Scenario it = scenario()) {
            Topic<String> topic = it.topic("tides");
            it.broker().close();
            DunlinException fault = it.refusal(() -> topic.publish("b"));
            assertThat(fault.retryIsSafe()).isTrue();
            assertThat(fault.effectMayHaveHappened()).isFalse();
            assertThat(fault).hasMessageContaining("closed");
        }
    }

    private static void assertClosed(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.CLOSED));
    }
}
