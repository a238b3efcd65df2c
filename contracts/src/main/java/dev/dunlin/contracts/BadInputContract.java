package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a caller must not do: it meets a clear error, and nothing else suffers. */
public interface BadInputContract extends BrokerScenarios {

    /** Names that no topic has, each with what its refusal says. */
    Map<String, String> BAD_NAMES = Map.of(
            "",
            "empty",
            "x".repeat(256),
            "255 bytes",
            "é".repeat(128),
            "255 bytes",
            "a\nb",
            "U+000A",
            "a\u0000",
            "U+0000",
            "a\u0085b",
            "U+0085",
            ".a",
            "empty part",
            "a.",
            "empty part",
            "a..b",
            "empty part",
            ".",
            "empty part");

    private static void refused(ThrowingCallable call, String saying) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(saying);
    }

    @Test
    default void namesThatAreNoneAreRefused() {
        try (Scenario it = scenario()) {
            BAD_NAMES.forEach((name, saying) -> {
                refused(() -> it.topic(name), saying);
                refused(
                        () -> it.broker().subscribe(name, Codec.utf8(), SubscribeOptions.DEFAULT, message -> {}),
                        saying);
                refused(
                        () -> it.broker().subscribeBatches(name, Codec.utf8(), SubscribeOptions.DEFAULT, batch -> {}),
                        saying);
                refused(() -> it.broker().poller(name, Codec.utf8(), SubscribeOptions.DEFAULT), saying);
                refused(() -> it.broker().publisher(name, Codec.utf8(), SubscribeOptions.DEFAULT), saying);
            });
            assertThat(it.broker().stats().topics()).isZero();
            assertThat(it.broker().stats().subscriptions()).isZero();
        }
    }

    @Test
    default void wildcardsAreForSubscribing() {
        try (Scenario it = scenario()) {
            for (String pattern : List.of("*", ">", "tides.*", "*.north", "tides.>")) {
                refused(() -> it.topic(pattern), "wildcard");
            }
        }
    }

    @Test
    default void theWildcardForTheRestIsTheLast() {
        needs(Feature.WILDCARDS);
        try (Scenario it = scenario()) {
            for (String pattern : List.of(">.a", "a.>.b", ">.>")) {
                refused(
                        () -> it.broker().subscribe(pattern, Codec.utf8(), SubscribeOptions.DEFAULT, message -> {}),
                        "last");
            }
        }
    }

    @Test
    default void aMissingArgumentIsNamed() {
        try (Scenario it = scenario()) {
            Broker broker = it.broker();
            Topic<String> topic = it.topic("tides");
            Codec<String> codec = Codec.utf8();
            SubscribeOptions options = SubscribeOptions.DEFAULT;
            Map<ThrowingCallable, String> calls = Map.ofEntries(
                    Map.entry(() -> broker.topic(absent(), codec), "topic"),
                    Map.entry(() -> broker.topic("tides", absent()), "codec"),
                    Map.entry(() -> broker.topic("tides", codec, absent()), "config"),
                    Map.entry(() -> broker.subscribe(absent(), codec, options, message -> {}), "pattern"),
                    Map.entry(() -> broker.subscribe("tides", absent(), options, message -> {}), "codec"),
                    Map.entry(() -> broker.subscribe("tides", codec, absent(), message -> {}), "options"),
                    Map.entry(() -> broker.subscribe("tides", codec, options, absent()), "handler"),
                    Map.entry(() -> broker.subscribeBatches("tides", codec, options, absent()), "handler"),
                    Map.entry(() -> broker.poller("tides", absent(), options), "codec"),
                    Map.entry(() -> broker.poller("tides", codec, absent()), "options"),
                    Map.entry(() -> broker.publisher("tides", codec, absent()), "options"),
                    Map.entry(() -> broker.publisher("tides", codec, options).subscribe(absent()), "subscriber"),
                    Map.entry(() -> topic.publish(absent()), "value"),
                    Map.entry(() -> topic.publish("a", absent()), "options"),
                    Map.entry(() -> topic.publishAll(absent()), "values"),
                    Map.entry(() -> topic.publishAll(List.of("a"), absent()), "options"),
                    Map.entry(() -> topic.publishAll(Arrays.asList("a", absent())), "value"));
            calls.forEach((call, name) -> assertThatThrownBy(call)
                    .as(name)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining(name));
            assertThat(topic.publish("a").sequence())
                    .as("nothing was published")
                    .isZero();
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a mistake, on purpose
    private static <T> T absent() {
        return null;
    }

    @Test
    default void aMessageOverTheLimitIsRefused() {
        try (Scenario it = scenario(settings -> settings.maxMessageBytes(1_000))) {
            Topic<byte[]> topic = it.broker().topic("blobs", Codec.bytes());
            topic.publish(new byte[1_000]).accepted();
            DunlinException fault = it.refusal(() -> topic.publish(new byte[1_001]));
            assertThat(fault.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(fault.retryIsSafe()).isFalse();
            assertThat(fault).hasMessageContaining("1001").hasMessageContaining("1000");
            assertThat(topic.publish(new byte[0]).sequence()).isEqualTo(1);
        }
    }

    @Test
    default void aBatchWithOneMessageOverTheLimitIsRefused() {
        needs(Feature.CONTIGUOUS_BATCHES);
        try (Scenario it = scenario(settings -> settings.maxMessageBytes(1_000))) {
            Topic<byte[]> topic = it.broker().topic("blobs", Codec.bytes());
            List<byte[]> values = List.of(new byte[10], new byte[1_001], new byte[10]);
            assertThat(it.refusal(() -> topic.publishAll(values).get(1)).reason())
                    .isEqualTo(Reason.TOO_LARGE);
            assertThat(topic.publish(new byte[0]).sequence()).isZero();
        }
    }

    @Test
    default void aRefusalIsCountedWithItsReasonAndTold() {
        needs(Feature.EVENTS);
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            SubscribeOptions options = SubscribeOptions.builder()
                    .paused()
                    .overload(dev.dunlin.broker.Overload.FAIL, 1)
                    .build();
            it.subscribe("tides", options);
            it.refusal(() -> {
                for (int i = 0; i < 100_000; i++) {
                    it.topic("tides").publish("x".repeat(1_000)).accepted();
                }
                throw new AssertionError("no publish failed");
            });
            it.await(
                    "it is counted",
                    () -> it.broker().stats().refused().getOrDefault(Reason.SUBSCRIBER_BEHIND, 0L) == 1);
            it.await(
                    "it is told",
                    () -> it.events().of(BrokerEvent.Refused.class).size() == 1);
            BrokerEvent.Refused event =
                    it.events().of(BrokerEvent.Refused.class).get(0);
            assertThat(event.topic()).isEqualTo("tides");
            assertThat(event.reason()).isEqualTo(Reason.SUBSCRIBER_BEHIND);
        }
    }

    @Test
    default void aCallersMistakesAreCountedAndTold() {
        needs(Feature.EVENTS);
        try (Scenario it = scenario()) {
            refused(() -> it.topic(".a"), "empty part");
            refused(() -> it.topic("tides.*"), "wildcard");
            PublishOptions tooLate =
                    PublishOptions.builder().delay(Duration.ofDays(1)).build();
            refused(() -> it.topic("tides").publish("late", tooLate), "longer ttl");
            Topic<String> broken = it.broker().topic("tides", BROKEN);
            assertThatThrownBy(() -> broken.publish("a")).hasMessage("cannot encode a");
            assertThatThrownBy(() -> broken.publishAll(List.of("b"))).hasMessage("cannot encode b");

            assertThat(it.broker().stats().refused()).isEqualTo(Map.of(Reason.REJECTED, 5L));
            it.await(
                    "all is told",
                    () -> it.events().of(BrokerEvent.Refused.class).size() == 5);
            assertThat(it.events().of(BrokerEvent.Refused.class))
                    .extracting(BrokerEvent.Refused::topic)
                    .containsExactly(".a", "tides.*", "tides", "tides", "tides");
            assertThat(it.topic("tides").publish("well").sequence()).isZero();
        }
    }

    /** Cannot encode anything. */
    Codec<String> BROKEN = new Codec<>() {
        @Override
        public byte[] encode(String value) {
            throw new IllegalStateException("cannot encode " + value);
        }

        @Override
        public String decode(byte[] bytes) {
            throw new IllegalStateException("cannot decode");
        }
    };

    @Test
    default void aPublishAfterTheEndIsCounted() {
        needs(Feature.EVENTS);
        Scenario it = scenario();
        Topic<String> used = it.topic("tides");
        used.publish("before").accepted();
        Topic<String> unused = it.topic("winds");
        Broker broker = it.broker();
        it.close();
        for (Topic<String> topic : List.of(used, unused)) {
            assertThat(it.refusal(() -> topic.publish("after")).reason()).isEqualTo(Reason.CLOSED);
        }
        assertThat(broker.stats().refused()).isEqualTo(Map.of(Reason.CLOSED, 2L));
    }

    @Test
    default void aBrokerHasNoMoreTopicsThanItMay() {
        try (Scenario it = scenario(settings -> settings.maxTopics(2))) {
            it.topic("a").publish("1").accepted();
            it.topic("b").publish("1").accepted();
            DunlinException fault = it.refusal(() -> it.topic("c").publish("1"));
            assertThat(fault.reason()).isEqualTo(Reason.LIMIT_REACHED);
            assertThat(fault).hasMessageContaining("2");
            Receipt receipt = it.topic("a").publish("2");
            assertThat(receipt.sequence()).isEqualTo(1);
        }
    }
}
