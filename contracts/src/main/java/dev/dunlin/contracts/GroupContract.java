package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Subscribers that share the messages of a topic, each message to one of them. */
public interface GroupContract extends BrokerScenarios {

    private static SubscribeOptions.Builder group(String name) {
        return SubscribeOptions.builder().group(name);
    }

    /** The values that a group's members were given, by number. */
    private static List<String> all(Collection<Inbox<String>> members) {
        return members.stream()
                .flatMap(member -> member.values().stream())
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    private static int count(Collection<Inbox<String>> members) {
        return members.stream().mapToInt(Inbox::size).sum();
    }

    @Test
    default void eachMessageGoesToOneMember() {
        needs(Feature.GROUPS);
        try (Scenario it = scenario()) {
            List<Inbox<String>> crew = IntStream.range(0, 3)
                    .mapToObj(i -> it.subscribe("tides", group("crew").build()))
                    .toList();
            Inbox<String> alone = it.subscribe("tides", group("other").build());
            Inbox<String> plain = it.subscribe("tides");
            List<String> values = it.publishNumbers("tides", 0, 300);

            it.await("the group was given all", () -> count(crew) >= 300);
            plain.awaitValues(values);
            alone.awaitValues(values);
            it.world().settle();
            assertThat(all(crew)).isEqualTo(values);
        }
    }

    @Test
    default void eachMemberIsGivenItsShareInOrder() {
        needs(Feature.GROUPS);
        try (Scenario it = scenario()) {
            List<Inbox<String>> crew = IntStream.range(0, 3)
                    .mapToObj(i -> it.subscribe("tides", group("crew").build()))
                    .toList();
            it.publishNumbers("tides", 0, 300);
            it.await("the group was given all", () -> count(crew) >= 300);
            for (Inbox<String> member : crew) {
                assertThat(member.sequences()).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    default void anIdleMemberIsNotLeftOut() {
        needs(Feature.GROUPS);
        try (Scenario it = scenario()) {
            SubscribeOptions options =
                    group("crew").manual().maxUnacknowledged(1).build();
            List<Inbox<String>> crew = IntStream.range(0, 3)
                    .mapToObj(i -> it.subscribe("tides", options))
                    .toList();
            it.publishNumbers("tides", 0, 3);
            it.await("three were given out", () -> count(crew) == 3);
            assertThat(crew).allSatisfy(member -> assertThat(member.size()).isEqualTo(1));
        }
    }

    @Test
    default void aGroupSharesThePatternsTopics() {
        needs(Feature.GROUPS);
        needs(Feature.WILDCARDS);
        try (Scenario it = scenario()) {
            List<Inbox<String>> crew = IntStream.range(0, 2)
                    .mapToObj(i -> it.subscribe("tides.*", group("crew").build()))
                    .toList();
            for (int i = 0; i < 60; i++) {
                it.topic("tides." + i % 4).publish("" + i).accepted();
            }
            it.await("the group was given all", () -> count(crew) >= 60);
            it.world().settle();
            assertThat(all(crew))
                    .isEqualTo(
                            IntStream.range(0, 60).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    default void aNewMemberGoesOnWhereTheGroupStands() {
        needs(Feature.GROUPS);
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            List<String> values = new ArrayList<>(it.publishNumbers("tides", 0, 10));
            SubscribeOptions options = group("crew").from(Position.earliest()).build();
            Inbox<String> first = it.subscribe("tides", options);
            first.awaitValues(values);
            Inbox<String> second = it.subscribe("tides", options);
            values.addAll(it.publishNumbers("tides", 10, 20));
            it.await("the group was given all", () -> first.size() + second.size() >= 20);
            it.world().settle();
            assertThat(all(List.of(first, second))).isEqualTo(values);
        }
    }

    @Test
    default void aGroupKeepsItsPlaceWhileNobodyIsThere() {
        needs(Feature.GROUPS);
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            SubscribeOptions options = group("crew").from(Position.earliest()).build();
            it.publishNumbers("tides", 0, 3);
            Inbox<String> first = it.subscribe("tides", options);
            first.awaitValues("0", "1", "2");
            it.await("all are acknowledged", () -> it.broker().stats().acknowledged() == 3);
            first.subscription().close();
            it.endOf(first);
            it.publishNumbers("tides", 3, 5);
            it.subscribe("tides", options).awaitValues("3", "4");
        }
    }

    @Test
    default void attemptsAreCountedForTheGroup() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            SubscribeOptions options = group("crew").manual().maxAttempts(2).build();
            Inbox<String> first = it.subscribe("tides", options);
            it.publishNumbers("tides", 0, 1);
            first.awaitValues("0");
            Inbox<String> second = it.subscribe("tides", options);
            first.subscription().close();
            second.awaitValues("0");
            assertThat(second.message(0).attempt()).isEqualTo(2);
            Inbox<String> third = it.subscribe("tides", options);
            second.subscription().close();
            it.await(
                    "it was given up",
                    () -> it.broker().stats().dropped().getOrDefault(DropReason.ATTEMPTS_EXHAUSTED, 0L) == 1);
            assertThat(third.values()).isEmpty();
        }
    }

    @Test
    default void eachMembersTimeoutIsItsOwn() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration brief = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> patient = it.subscribe(
                    "tides",
                    group("crew")
                            .manual()
                            .maxUnacknowledged(1)
                            .ackTimeout(Duration.ofMinutes(1))
                            .build());
            it.publishNumbers("tides", 0, 1);
            patient.awaitValues("0");
            Inbox<String> hasty = it.subscribe(
                    "tides", group("crew").manual().ackTimeout(brief).build(), message -> {
                        if (message.attempt() == 2) {
                            message.acknowledge();
                        }
                    });
            it.publishNumbers("tides", 1, 2);
            hasty.awaitValues("1");
            it.world().awaitWithin(brief, "it came again", () -> hasty.size() == 2);
            assertThat(patient.values()).containsExactly("0");
        }
    }

    @Test
    default void whatIsNotAcknowledgedIsHandedOutAgain() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            Inbox<String> silent = it.subscribe(
                    "tides",
                    group("crew")
                            .manual()
                            .ackTimeout(timeout)
                            .maxUnacknowledged(1)
                            .build());
            it.publishNumbers("tides", 0, 1);
            silent.awaitValues("0");
            Inbox<String> diligent = it.subscribe(
                    "tides", group("crew").manual().ackTimeout(timeout).build(), Message::acknowledge);
            it.world()
                    .awaitWithin(
                            timeout.multipliedBy(8),
                            "it was acknowledged at last",
                            () -> it.broker().stats().acknowledged() == 1 || silent.size() == 5);
            List<Integer> attempts = Stream.concat(silent.messages().stream(), diligent.messages().stream())
                    .map(Message::attempt)
                    .sorted()
                    .toList();
            assertThat(attempts)
                    .isEqualTo(IntStream.rangeClosed(1, attempts.size()).boxed().toList());
            assertThat(attempts).hasSizeGreaterThan(1);
        }
    }

    @Test
    default void whatALeavingMemberHeldGoesToTheOthers() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Inbox<String> leaving = it.subscribe("tides", group("crew").manual().build());
            it.publishNumbers("tides", 0, 20);
            leaving.awaitSize(20);
            leaving.message(3).acknowledge();
            leaving.message(7).acknowledge();
            Inbox<String> staying = it.subscribe("tides", group("crew").manual().build(), Message::acknowledge);
            it.world().settle();
            assertThat(staying.values()).isEmpty();

            leaving.subscription().close();
            staying.awaitSize(18);
            it.world().settle();
            assertThat(staying.values())
                    .isEqualTo(IntStream.range(0, 20)
                            .filter(i -> i != 3 && i != 7)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(staying.messages())
                    .allSatisfy(message -> assertThat(message.attempt()).isEqualTo(2));
        }
    }

    @Test
    default void whatAClosedConnectionHeldGoesToTheOthers() {
        needs(Feature.CONNECTIONS);
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Broker away = it.another();
            SubscribeOptions options = group("crew").manual().build();
            Inbox<String> lost = it.subscribe(away, "tides", Codec.utf8(), options, message -> {});
            it.publishNumbers("tides", 0, 5);
            lost.awaitSize(5);
            Inbox<String> staying = it.subscribe("tides", options, Message::acknowledge);
            away.close();
            staying.awaitValues("0", "1", "2", "3", "4");
        }
    }

    @Test
    default void aRejectedMessageGoesToAnyMemberAtOnce() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            SubscribeOptions options = group("crew").manual().build();
            List<Inbox<String>> crew = IntStream.range(0, 2)
                    .mapToObj(i -> it.subscribe("tides", options, message -> {
                        if (message.attempt() < 3) {
                            message.reject();
                        } else {
                            message.acknowledge();
                        }
                    }))
                    .toList();
            it.publishNumbers("tides", 0, 10);
            it.await("each was tried three times", () -> count(crew) >= 30);
            it.world().settle();
            assertThat(count(crew)).isEqualTo(30);
            it.await("all are acknowledged", () -> it.broker().stats().acknowledged() == 10);
        }
    }

    @Test
    default void aPausedMemberLeavesTheMessagesToTheOthers() {
        needs(Feature.GROUPS);
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = scenario()) {
            Inbox<String> paused = it.subscribe("tides", group("crew").paused().build());
            Inbox<String> awake = it.subscribe("tides", group("crew").build());
            awake.awaitValues(it.publishNumbers("tides", 0, 50));
            assertThat(paused.values()).isEmpty();
        }
    }

    @Test
    default void whatExpiresUnacknowledgedIsNotHandedOutAgain() {
        needs(Feature.GROUPS);
        needs(Feature.ACKNOWLEDGEMENT);
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            SubscribeOptions options =
                    group("crew").manual().ackTimeout(timeout).build();
            Inbox<String> silent = it.subscribe("tides", options);
            it.topic("tides")
                    .publish("brief", PublishOptions.ttl(timeout.dividedBy(2)))
                    .accepted();
            silent.awaitValues("brief");
            it.world().advance(timeout.multipliedBy(3));
            it.world().settle();
            assertThat(silent.values()).containsExactly("brief");
        }
    }
}
