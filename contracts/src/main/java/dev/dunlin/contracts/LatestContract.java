package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Message;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asking for a topic's newest message: "is what I show still current?". */
public interface LatestContract extends BrokerScenarios {

    @Test
    default void aTopicKeepsItsNewestMessage() {
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            Topic<String> topic = it.topic("tides");
            assertThat(topic.latest()).isEmpty();
            topic.publish("in").accepted();
            Receipt newest =
                    topic.publish("out", PublishOptions.builder().key("harbour").build());
            newest.accepted();

            Message<String> latest = topic.latest().orElseThrow();
            assertThat(latest.value()).isEqualTo("out");
            assertThat(latest.topic()).isEqualTo("tides");
            assertThat(latest.key()).contains("harbour");
            assertThat(latest.sequence()).isEqualTo(newest.sequence());
            assertThat(latest.expires()).isEqualTo(newest.expires());
        }
    }

    @Test
    default void theNewestOfABatchIsItsLast() {
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            it.topic("tides").publishAll(List.of("a", "b", "c")).forEach(Receipt::accepted);
            assertThat(it.topic("tides").latest().map(Message::value)).contains("c");
        }
    }

    @Test
    default void newerThanWhatTheCallerHas() {
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            Topic<String> topic = it.topic("tides");
            assertThat(topic.latestAfter(-1)).isEmpty();
            topic.publishAll(List.of("a", "b", "c")).forEach(Receipt::accepted);

            assertThat(topic.latestAfter(-1).map(Message::value)).contains("c");
            assertThat(topic.latestAfter(0).map(Message::value)).contains("c");
            assertThat(topic.latestAfter(1).map(Message::value)).contains("c");
            assertThat(topic.latestAfter(2)).isEmpty();
            assertThat(topic.latestAfter(99)).isEmpty();
        }
    }

    @Test
    default void theNewestIsGoneWhenItHasExpired() {
        needs(Feature.LATEST);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Topic<String> topic = it.topic("tides");
            topic.publish("for ever", PublishOptions.ttl(Duration.ofDays(3653))).accepted();
            Duration life = it.world().scaled(Duration.ofSeconds(10));
            topic.publish("brief", PublishOptions.ttl(life)).accepted();
            it.world().advance(life);

            assertThat(topic.latest().map(Message::value)).isEmpty();
            assertThat(topic.latestAfter(-1).map(Message::value)).isEmpty();
        }
    }

    @Test
    default void askingCountsAsNoDelivery() {
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            it.topic("tides").publish("a").accepted();
            assertThat(it.topic("tides").latest()).isPresent();
            assertThat(it.broker().stats().delivered()).isZero();
            assertThat(it.broker().stats().subscriptions()).isZero();
        }
    }

    @Test
    default void askingForATopicDoesNotMakeIt() {
        needs(Feature.LATEST);
        try (Scenario it = scenario()) {
            assertThat(it.topic("never.published").latest()).isEmpty();
            assertThat(it.broker().topics().stream().map(topic -> topic.nextSequence()))
                    .allMatch(next -> next == 0);
        }
    }
}
