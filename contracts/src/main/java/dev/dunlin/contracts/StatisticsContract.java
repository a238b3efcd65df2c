package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.SubscriptionStats;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.TopicStats;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted, and what a listener is told. */
public interface StatisticsContract extends BrokerScenarios {

    @Test
    default void aNewBrokerHasCountedNothing() {
        try (Scenario it = scenario()) {
            BrokerStats stats = it.broker().stats();
            assertThat(List.of(
                            stats.topics(),
                            stats.subscriptions(),
                            stats.published(),
                            stats.delivered(),
                            stats.acknowledged(),
                            stats.redelivered(),
                            stats.failed(),
                            stats.deadLettered(),
                            stats.expired(),
                            stats.retainedMessages(),
                            stats.delayed(),
                            stats.relieved()))
                    .containsOnly(0L);
            assertThat(stats.dropped()).isEmpty();
            assertThat(stats.refused()).isEmpty();
            assertThat(stats.maxRetainedBytes()).isPositive();
            assertThat(it.broker().topics()).isEmpty();
        }
    }

    @Test
    default void publishingAndDeliveringIsCounted() {
        try (Scenario it = scenario()) {
            Inbox<String> first = it.subscribe("tides");
            Inbox<String> second = it.subscribe("tides");
            it.publishNumbers("tides", 0, 10);
            it.publishNumbers("winds", 0, 5);
            first.awaitSize(10);
            second.awaitSize(10);
            it.await("all is counted", () -> {
                BrokerStats stats = it.broker().stats();
                return stats.delivered() == 20 && stats.acknowledged() == 20;
            });
            BrokerStats stats = it.broker().stats();
            assertThat(stats.published()).isEqualTo(15);
            assertThat(stats.retainedMessages()).isEqualTo(15);
            assertThat(stats.topics()).isEqualTo(2);
            assertThat(stats.subscriptions()).isEqualTo(2);
            assertThat(stats.redelivered()).isZero();
            assertThat(stats.dropped()).isEmpty();
        }
    }

    @Test
    default void retainedBytesAreTheMessagesCosts() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            long baseline = it.broker().stats().retainedBytes();
            it.publishNumbers("tides", 0, 100);
            PublishOptions options =
                    PublishOptions.builder().key("key").header("name", "value").build();
            it.topic("tides").publish("with headers", options).accepted();
            inbox.awaitSize(101);
            long costs = inbox.messages().stream()
                    .mapToLong(message -> message.envelope().costBytes())
                    .sum();
            assertThat(it.broker().stats().retainedBytes() - baseline).isEqualTo(costs);
            assertThat(it.broker().topics().get(0).retainedBytes()).isEqualTo(costs);
        }
    }

    @Test
    default void topicsAreListedInOrder() {
        try (Scenario it = scenario()) {
            it.publishNumbers("winds", 0, 3);
            it.publishNumbers("tides.south", 0, 2);
            it.publishNumbers("tides", 0, 1);
            it.broker().topic("empty", Codec.utf8(), TopicConfig.DEFAULT);
            it.subscribe("tides");
            it.subscribe(">");
            it.await("the settings have come", () -> it.broker().topics().size() == 4);
            List<TopicStats> topics = it.broker().topics();
            assertThat(topics.stream().map(TopicStats::name)).containsExactly("empty", "tides", "tides.south", "winds");
            TopicStats tides = topics.get(1);
            assertThat(tides.firstSequence()).isZero();
            assertThat(tides.nextSequence()).isEqualTo(1);
            assertThat(tides.retainedMessages()).isEqualTo(1);
            assertThat(tides.retainedBytes()).isPositive();
            assertThat(tides.subscriptions()).isEqualTo(2);
            assertThat(topics.get(3).nextSequence()).isEqualTo(3);
            assertThat(topics.get(3).subscriptions()).isEqualTo(1);
        }
    }

    @Test
    default void aSubscriptionCountsForItself() {
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides.*");
            it.publishNumbers("tides.north", 0, 3);
            it.publishNumbers("tides.south", 0, 2);
            inbox.awaitSize(5);
            it.await("all is counted", () -> inbox.subscription().stats().acknowledged() == 5);
            assertThat(inbox.subscription().stats())
                    .isEqualTo(new SubscriptionStats("tides.*", 5, 5, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    default void whatWaitsIsCounted() {
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = scenario()) {
            Inbox<String> inbox =
                    it.subscribe("tides", SubscribeOptions.builder().paused().build());
            it.publishNumbers("tides", 0, 7);
            SubscriptionStats waiting = inbox.subscription().stats();
            assertThat(waiting.lag()).isEqualTo(7);
            assertThat(waiting.unconsumedBytes()).isEqualTo(it.broker().stats().retainedBytes());
            inbox.subscription().resume();
            inbox.awaitSize(7);
            it.await("nothing waits", () -> inbox.subscription().stats().lag() == 0);
            assertThat(inbox.subscription().stats().unconsumedBytes()).isZero();
        }
    }

    @Test
    default void theEndThatIsNotItsOwnersDoingIsTold() {
        needs(Feature.EVENTS);
        Scenario it = scenario();
        Inbox<String> cancelled = it.subscribe("winds");
        it.subscribe("tides");
        cancelled.subscription().close();
        it.endOf(cancelled);
        it.world().settle();
        assertThat(it.events().of(BrokerEvent.SubscriptionEnded.class)).isEmpty();

        it.close();
        it.await(
                "it was told",
                () -> it.events().of(BrokerEvent.SubscriptionEnded.class).size() == 1);
        BrokerEvent.SubscriptionEnded event =
                it.events().of(BrokerEvent.SubscriptionEnded.class).get(0);
        assertThat(event.pattern()).isEqualTo("tides");
        assertThat(event.end()).isEqualTo(new SubscriptionEnd.BrokerClosed());
    }
}
