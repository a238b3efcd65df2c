package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Ttl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is exact to the millisecond, or takes years: for worlds whose clock moves only when it is told to. */
public interface VirtualTimeContract extends BrokerScenarios {

    private static List<String> replay(Scenario it) {
        Inbox<String> inbox = it.subscribe("tides", SubscribeOptions.from(Position.earliest()));
        it.world().settle();
        inbox.subscription().close();
        it.world().settle();
        return inbox.values();
    }

    @Test
    default void aMessageIsSeenUntilTheLastMillisecondAndNotAfter() {
        needs(Feature.MESSAGE_TTL);
        for (Duration ttl : List.of(Ttl.SHORTEST, Duration.ofSeconds(10), Duration.ofHours(1), Ttl.LONGEST)) {
            try (Scenario it = scenario()) {
                it.topic("tides").publish("alive", PublishOptions.ttl(ttl)).accepted();
                Inbox<String> paused = it.subscribe(
                        "tides",
                        SubscribeOptions.builder()
                                .from(Position.earliest())
                                .paused()
                                .build());
                it.world().advance(ttl.minusMillis(1));
                assertThat(replay(it)).as("1 ms before %s have passed", ttl).containsExactly("alive");
                assertThat(it.topic("tides").latest().map(Message::value)).contains("alive");

                it.world().advance(Duration.ofMillis(1));
                assertThat(replay(it)).as("when %s have passed", ttl).isEmpty();
                assertThat(it.topic("tides").latest()).isEmpty();
                paused.subscription().resume();
                it.world().settle();
                assertThat(paused.values()).isEmpty();
            }
        }
    }

    @Test
    default void tenYearsPassInAMoment() {
        needs(Feature.MESSAGE_TTL);
        assertTimeout(Duration.ofSeconds(10), () -> {
            try (Scenario it = scenario()) {
                it.topic("tides")
                        .publish("for ever", PublishOptions.ttl(Ttl.FOREVER))
                        .accepted();
                it.topic("tides")
                        .publish("ten years", PublishOptions.ttl(Ttl.LONGEST))
                        .accepted();
                it.topic("tides")
                        .publish("a day", PublishOptions.ttl(Duration.ofDays(1)))
                        .accepted();
                it.world().advance(Duration.ofDays(3_652));
                assertThat(replay(it)).containsExactly("for ever", "ten years");
                it.world().advance(Duration.ofDays(3_652));
                assertThat(replay(it)).containsExactly("for ever");
                assertThat(it.broker().stats().expired()).isEqualTo(2);
                assertThat(it.broker().stats().retainedMessages()).isEqualTo(1);
            }
        });
    }

    @Test
    default void aMessageMayBeDelayedForYears() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            PublishOptions options = PublishOptions.builder()
                    .delay(Duration.ofDays(3_000))
                    .ttl(Duration.ofDays(3_001))
                    .build();
            Inbox<String> inbox = it.subscribe("tides");
            it.topic("tides").publish("at last", options).accepted();
            it.world().advance(Duration.ofDays(3_000).minusMillis(1));
            assertThat(inbox.values()).isEmpty();
            it.world().advance(Duration.ofMillis(1));
            assertThat(inbox.values()).containsExactly("at last");
        }
    }

    @Test
    default void aDelayedMessageComesExactlyWhenItIsDue() {
        needs(Feature.DELAY);
        try (Scenario it = scenario()) {
            List<Instant> came = new ArrayList<>();
            it.subscribe(
                    "tides",
                    SubscribeOptions.DEFAULT,
                    message -> came.add(it.world().now()));
            List<Instant> due = new ArrayList<>();
            for (int millis : List.of(1, 2, 10, 999, 60_000)) {
                PublishOptions options = PublishOptions.builder()
                        .delay(Duration.ofMillis(millis))
                        .ttl(Duration.ofHours(1))
                        .build();
                due.add(it.topic("tides").publish("" + millis, options).due().orElseThrow());
            }
            it.world().advance(Duration.ofMinutes(2));
            assertThat(came).isEqualTo(due);
        }
    }

    @Test
    default void aMessageIsHandedOutAgainExactlyAfterTheTimeout() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe(
                    "tides",
                    SubscribeOptions.builder()
                            .manual()
                            .ackTimeout(Duration.ofSeconds(10))
                            .maxAttempts(3)
                            .build());
            it.publishNumbers("tides", 0, 1);
            it.world().settle();
            assertThat(inbox.size()).isEqualTo(1);
            it.world().advance(Duration.ofSeconds(10).minusMillis(1));
            assertThat(inbox.size()).isEqualTo(1);
            it.world().advance(Duration.ofMillis(1));
            assertThat(inbox.size()).isEqualTo(2);
            it.world().advance(Duration.ofSeconds(10));
            assertThat(inbox.size()).isEqualTo(3);
        }
    }

    @Test
    default void everyMessageIsAccountedFor() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            for (int i = 0; i < 1_000; i++) {
                if (i % 100 == 0) {
                    inbox.subscription().pause();
                } else if (i % 100 == 50) {
                    inbox.subscription().resume();
                }
                it.topic("tides")
                        .publish("" + i, PublishOptions.ttl(Duration.ofMillis(1 + i % 40)))
                        .accepted();
                it.world().advance(Duration.ofMillis(1));
            }
            it.world().advance(Duration.ofSeconds(10));
            BrokerStats stats = it.broker().stats();
            assertThat(stats.published()).isEqualTo(1_000);
            assertThat(stats.delivered()).isEqualTo(inbox.size());
            assertThat(inbox.subscription().stats().expired()).isEqualTo(1_000 - inbox.size());
            assertThat(stats.expired()).isEqualTo(1_000);
            assertThat(stats.retainedMessages()).isZero();
            assertThat(inbox.size()).isBetween(500, 999);
        }
    }

    @Test
    default void theSameScenarioTakesTheSameCourse() {
        assertThat(course()).isEqualTo(course());
    }

    private List<String> course() {
        List<String> course = new ArrayList<>();
        try (Scenario it = scenario()) {
            for (int i = 0; i < 3; i++) {
                String name = "subscriber " + i;
                it.subscribe(">", SubscribeOptions.builder().maxAttempts(2).build(), message -> {
                    course.add(name + " " + message.topic() + " " + message.sequence() + " " + message.attempt() + " "
                            + it.world().now());
                    if (message.sequence() % 5 == 3) {
                        throw new IllegalStateException("on purpose");
                    }
                });
            }
            IntStream.range(0, 100).forEach(i -> {
                Receipt receipt = it.topic("tides." + i % 3).publish("" + i);
                if (i % 10 == 0) {
                    receipt.accepted();
                    it.world().advance(Duration.ofMillis(i));
                }
            });
            it.world().settle();
        }
        return course;
    }
}
