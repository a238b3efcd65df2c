package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A user's code that throws: the one at fault is told, it is counted, and nobody else notices. */
public interface FailureContract extends BrokerScenarios {

    private static Codec<String> decoding(String poison) {
        return Codec.of(Codec.utf8()::encode, bytes -> {
            String text = Codec.utf8().decode(bytes);
            if (text.equals(poison)) {
                throw new IllegalArgumentException("cannot decode " + text);
            }
            return text;
        });
    }

    @Test
    default void aSubscriberThatThrowsGoesOnAndTheOthersDoNotNotice() {
        try (Scenario it = scenario()) {
            Inbox<String> faulty = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                if (message.sequence() % 2 == 1) {
                    throw new IOException("no " + message.value());
                }
            });
            Inbox<String> sound = it.subscribe("tides");
            List<String> values = it.publishNumbers("tides", 0, 10);
            sound.awaitValues(values);
            faulty.awaitValues(values);
            it.await(
                    "the failures are counted",
                    () -> faulty.subscription().stats().failed() == 5);
            assertThat(faulty.subscription().stats().acknowledged()).isEqualTo(5);
            assertThat(sound.subscription().stats().failed()).isZero();
        }
    }

    @Test
    default void aFailureIsCountedWithItsReasonAndTold() {
        needs(Feature.EVENTS);
        try (Scenario it = scenario()) {
            it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                throw new IOException("no " + message.value());
            });
            it.publishNumbers("tides", 0, 3);
            it.await("the failures are counted", () -> it.broker().stats().failed() == 3);
            it.await(
                    "the drops are counted",
                    () -> it.broker().stats().dropped().getOrDefault(DropReason.HANDLER_FAILED, 0L) == 3);
            it.await(
                    "they were told",
                    () -> it.events().of(BrokerEvent.HandlerFailed.class).size() == 3);
            BrokerEvent.HandlerFailed event =
                    it.events().of(BrokerEvent.HandlerFailed.class).get(1);
            assertThat(event.pattern()).isEqualTo("tides");
            assertThat(event.envelope().sequence()).isEqualTo(1);
            assertThat(event.failure()).isInstanceOf(IOException.class).hasMessage("no 1");
        }
    }

    @Test
    default void anErrorIsAFailureToo() {
        try (Scenario it = scenario()) {
            Inbox<String> faulty = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                throw new AssertionError("even this");
            });
            faulty.awaitValues(it.publishNumbers("tides", 0, 3));
            it.await(
                    "the failures are counted",
                    () -> faulty.subscription().stats().failed() == 3);
        }
    }

    @Test
    default void aBatchHandlerThatThrowsGoesOn() {
        try (Scenario it = scenario()) {
            List<String> came = Collections.synchronizedList(new ArrayList<>());
            var subscription = it.topic("tides").subscribeBatches(SubscribeOptions.DEFAULT, batch -> {
                batch.forEach(message -> came.add(message.value()));
                it.world().pulse();
                throw new IOException("none of them");
            });
            it.get(subscription.established());
            it.publishNumbers("tides", 0, 3);
            it.await("all have come", () -> came.size() == 3);
            assertThat(came).containsExactly("0", "1", "2");
            it.await("a failure is counted", () -> subscription.stats().failed() > 0);
        }
    }

    @Test
    default void whatOneSubscriberCannotDecodeTheOthersCan() {
        try (Scenario it = scenario()) {
            Inbox<String> picky =
                    it.subscribe(it.broker(), "tides", decoding("1"), SubscribeOptions.DEFAULT, message -> {});
            Inbox<String> sound = it.subscribe("tides");
            it.publishNumbers("tides", 0, 3);
            sound.awaitValues("0", "1", "2");
            picky.awaitValues("0", "2");
            it.await(
                    "the failure is counted", () -> picky.subscription().stats().failed() == 1);
            assertThat(sound.subscription().stats().failed()).isZero();
        }
    }

    @Test
    default void whatCannotBeDecodedIsGivenUpLikeWhatCannotBeHandled() {
        needs(Feature.ACKNOWLEDGEMENT);
        needs(Feature.DEAD_LETTERS);
        try (Scenario it = scenario()) {
            Inbox<String> dead = it.subscribe("dead");
            SubscribeOptions options = SubscribeOptions.builder()
                    .maxAttempts(2)
                    .deadLetterTopic("dead")
                    .build();
            Inbox<String> picky = it.subscribe(it.broker(), "tides", decoding("1"), options, message -> {});
            it.publishNumbers("tides", 0, 3);
            dead.awaitValues("1");
            picky.awaitSize(2);
            assertThat(picky.values()).containsExactly("0", "2");
        }
    }

    @Test
    default void whatCannotBeEncodedReachesThePublisher() {
        try (Scenario it = scenario()) {
            Codec<String> faulty = Codec.of(
                    text -> {
                        throw new IllegalStateException("cannot encode " + text);
                    },
                    Codec.utf8()::decode);
            Topic<String> topic = it.broker().topic("tides", faulty);
            assertThatThrownBy(() -> topic.publish("a"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot encode a");
            assertThat(it.topic("tides").publish("b").sequence()).isZero();
        }
    }

    @Test
    default void aCodecThatGivesNothingIsTheCallersMistake() {
        try (Scenario it = scenario()) {
            Codec<String> absent = Codec.of(text -> nothing(), bytes -> nothing());
            Topic<String> topic = it.broker().topic("tides", absent);
            assertThatThrownBy(() -> topic.publish("a")).isInstanceOf(NullPointerException.class);

            Inbox<String> inbox = it.subscribe(it.broker(), "tides", absent, SubscribeOptions.DEFAULT, message -> {});
            it.topic("tides").publish("b").accepted();
            it.await(
                    "the failure is counted", () -> inbox.subscription().stats().failed() == 1);
            assertThat(inbox.size()).isZero();
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a mistake, on purpose
    private static <T> T nothing() {
        return null;
    }

    @Test
    default void aListenerThatThrowsChangesNothing() {
        try (Scenario it = scenario(settings -> settings.listener(event -> {
            throw new IllegalStateException("not listening");
        }))) {
            Inbox<String> inbox = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                throw new IllegalStateException("so that there is an event");
            });
            inbox.awaitValues(it.publishNumbers("tides", 0, 3));
            inbox.subscription().close();
            it.subscribe("tides").awaitValues(List.of());
            assertThat(it.topic("tides").publish("3").sequence()).isEqualTo(3);
        }
    }

    @Test
    default void aGapsListenerThatThrowsChangesNothing() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            SubscribeOptions options = SubscribeOptions.builder()
                    .overload(dev.dunlin.broker.Overload.SKIP, 1_000)
                    .onGap(gap -> {
                        throw new IllegalStateException("will not hear of it");
                    })
                    .build();
            Inbox<String> inbox = it.subscribe("tides", options);
            it.topic("tides").publish("x".repeat(5_000)).accepted();
            it.await(
                    "the gap is counted",
                    () -> it.broker().stats().dropped().getOrDefault(DropReason.SUBSCRIBER_BEHIND, 0L) == 1);
            it.topic("tides").publish("small").accepted();
            inbox.awaitValues("small");
        }
    }

    @Test
    default void anExecutorOfTheUsersRunsTheHandler() {
        try (Scenario it = scenario()) {
            List<String> ran = Collections.synchronizedList(new ArrayList<>());
            SubscribeOptions options = SubscribeOptions.builder()
                    .executor(task -> it.world().environment().executor().execute(() -> {
                        ran.add("a task");
                        task.run();
                    }))
                    .build();
            Inbox<String> inbox = it.subscribe("tides", options);
            inbox.awaitValues(it.publishNumbers("tides", 0, 100));
            assertThat(ran).isNotEmpty();
        }
    }

    @Test
    default void anExecutorThatRefusesDoesNotHoldUpTheOthers() {
        try (Scenario it = scenario()) {
            SubscribeOptions options = SubscribeOptions.builder()
                    .executor(task -> {
                        throw new RejectedExecutionException("too busy");
                    })
                    .build();
            it.subscribe("tides", options);
            Inbox<String> sound = it.subscribe("tides");
            sound.awaitValues(it.publishNumbers("tides", 0, 10));
        }
    }
}
