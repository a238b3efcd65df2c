package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a publisher is promised, and what becomes of what it says. */
public interface PublishContract extends BrokerScenarios {

    @Test
    default void sequencesCountFromZeroInEachTopic() {
        try (Scenario it = scenario()) {
            assertThat(it.topic("tides").publish("a").sequence()).isZero();
            assertThat(it.topic("tides").publish("b").sequence()).isEqualTo(1);
            assertThat(it.topic("winds").publish("c").sequence()).isZero();
            assertThat(it.topic("tides").publish("d").sequence()).isEqualTo(2);
        }
    }

    @Test
    default void aReceiptTellsWhatTheBrokerKeeps() {
        try (Scenario it = scenario()) {
            Instant before = it.world().now();
            Receipt receipt = it.topic("tides").publish("out", PublishOptions.ttl(Duration.ofSeconds(10)));

            assertThat(receipt.topic()).isEqualTo("tides");
            assertThat(receipt.sequence()).isZero();
            assertThat(receipt.accepted())
                    .isBetween(before.minusMillis(2), it.world().now());
            assertThat(receipt.expires()).contains(receipt.accepted().plusSeconds(10));
            assertThat(receipt.due()).isEmpty();
            assertThat(receipt.isDone()).isTrue();
            assertThat(it.get(receipt.acknowledged())).isSameAs(receipt);
        }
    }

    @Test
    default void aSubscriberSeesAllThatThePublisherSaid() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            PublishOptions options = PublishOptions.builder()
                    .ttl(Duration.ofMinutes(5))
                    .key("harbour")
                    .id("m-1")
                    .header("unit", "m")
                    .header("unit", "cm")
                    .headers(Map.of("source", "gauge Ω"))
                    .build();
            Receipt receipt = it.topic("tides").publish("312", options);

            Message<String> message = inbox.awaitSize(1).message(0);
            assertThat(message.topic()).isEqualTo("tides");
            assertThat(message.value()).isEqualTo("312");
            assertThat(message.key()).contains("harbour");
            assertThat(message.id()).contains("m-1");
            assertThat(message.headers()).isEqualTo(Map.of("unit", "cm", "source", "gauge Ω"));
            assertThat(message.attempt()).isEqualTo(1);
            assertThat(message.sequence()).isEqualTo(receipt.sequence());
            assertThat(message.accepted()).isEqualTo(receipt.accepted());
            assertThat(message.expires()).isEqualTo(receipt.expires());
        }
    }

    @Test
    default void whatWasNotSaidIsAbsent() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            it.topic("tides").publish("out");

            Message<String> message = inbox.awaitSize(1).message(0);
            assertThat(message.key()).isEmpty();
            assertThat(message.id()).isEmpty();
            assertThat(message.headers()).isEmpty();
        }
    }

    @Test
    default void valuesPublishedTogetherKeepTheirOrder() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            List<String> values =
                    IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
            PublishOptions options =
                    PublishOptions.builder().key("k").header("h", "v").build();
            List<Receipt> receipts = it.topic("tides").publishAll(values, options);

            assertThat(receipts.stream().map(Receipt::sequence))
                    .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> (long) i).toList());
            inbox.awaitValues(values);
            assertThat(inbox.messages()).allSatisfy(message -> {
                assertThat(message.key()).contains("k");
                assertThat(message.headers()).isEqualTo(Map.of("h", "v"));
            });
        }
    }

    @Test
    default void publishingNoValuesIsNothing() {
        try (Scenario it = scenario()) {
            assertThat(it.topic("tides").publishAll(List.of())).isEmpty();
            assertThat(it.topic("tides").publish("a").sequence()).isZero();
        }
    }

    @Test
    default void allValuesAreEncodedBeforeTheFirstIsPublished() {
        try (Scenario it = scenario()) {
            Codec<String> picky = Codec.of(
                    text -> {
                        if (text.equals("bad")) {
                            throw new IllegalStateException("will not encode");
                        }
                        return Codec.utf8().encode(text);
                    },
                    Codec.utf8()::decode);
            Topic<String> topic = it.broker().topic("tides", picky);

            assertThatThrownBy(() -> topic.publishAll(List.of("a", "b", "bad", "c")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("will not encode");
            assertThat(topic.publish("d").sequence()).isZero();
        }
    }

    @Test
    default void aTopicIsItsName() {
        try (Scenario it = scenario()) {
            Codec<String> codec = Codec.utf8();
            Topic<String> topic = it.broker().topic("tides", codec);
            assertThat(topic.name()).isEqualTo("tides");
            assertThat(topic.codec()).isSameAs(codec);
            assertThat(topic.broker()).isSameAs(it.broker());

            topic.publish("a").accepted();
            assertThat(it.broker()
                            .topic("tides", Codec.bytes())
                            .publish(new byte[] {'b'})
                            .sequence())
                    .isEqualTo(1);
        }
    }

    @Test
    default void namesMayHaveAnyLetters() {
        try (Scenario it = scenario()) {
            for (String name :
                    List.of("ä.Ω.日本", "a b", "UPPER.lower", "1", "a*b", ">a", "x".repeat(255), "é".repeat(127))) {
                Inbox<String> inbox = it.subscribe(name);
                it.topic(name).publish(name);
                inbox.awaitValues(name);
                assertThat(inbox.message(0).topic()).isEqualTo(name);
            }
        }
    }

    @Test
    default void payloadsOfAnySizeArrive() {
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox =
                    it.subscribe(it.broker(), "blobs", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {});
            Random random = new Random(1);
            List<byte[]> blobs = IntStream.of(0, 1, 127, 128, 65_536, 1 << 20, 16 << 20)
                    .mapToObj(size -> {
                        byte[] blob = new byte[size];
                        random.nextBytes(blob);
                        return blob;
                    })
                    .toList();
            for (byte[] blob : blobs) {
                it.broker().topic("blobs", Codec.bytes()).publish(blob).accepted();
            }
            inbox.awaitSize(blobs.size());
            for (int i = 0; i < blobs.size(); i++) {
                assertThat(Arrays.equals(inbox.message(i).value(), blobs.get(i)))
                        .as("payload of %d bytes", blobs.get(i).length)
                        .isTrue();
            }
        }
    }

    @Test
    default void oneConnectionsMessagesReachAnothersSubscribers() {
        try (Scenario it = scenario()) {
            Broker another = it.another();
            Inbox<String> here = it.subscribe("tides", SubscribeOptions.from(Position.latest()));
            Inbox<String> there = it.subscribe(another, "tides", Codec.utf8(), SubscribeOptions.DEFAULT, message -> {});
            it.topic("tides").publish("a").accepted();
            another.topic("tides", Codec.utf8()).publish("b").accepted();

            here.awaitValues("a", "b");
            there.awaitValues("a", "b");
            assertThat(there.sequences()).isEqualTo(here.sequences());
        }
    }

    @Test
    default void anEpochIsOneBrokers() {
        try (Scenario it = scenario()) {
            Engine other = start(
                    BrokerConfig.builder().environment(it.world().environment()).build());
            Broker stranger = other.connect();
            assertThat(it.another().epoch()).isEqualTo(it.broker().epoch());
            assertThat(it.broker().stats().epoch()).isEqualTo(it.broker().epoch());
            assertThat(stranger.epoch())
                    .as("another broker's epoch")
                    .isNotEqualTo(it.broker().epoch());
            stranger.close();
            other.close();
        }
    }

    @Test
    default void aBrokerNamesItsEnvironment() {
        try (Scenario it = scenario()) {
            assertThat(it.broker().environment()).isSameAs(it.world().environment());
        }
    }
}
