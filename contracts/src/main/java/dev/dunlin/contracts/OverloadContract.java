package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What happens when more waits for a subscription than its bound allows. */
public interface OverloadContract extends BrokerScenarios {

    /** Larger than any buffer between a broker and its subscriber: how many messages of 10,000 bytes are published. */
    int MANY = 2_000;

    private static SubscribeOptions.Builder bounded(Overload overload, long maxBytes) {
        return SubscribeOptions.builder().paused().overload(overload, maxBytes);
    }

    /** A payload whose message costs about 10,000 bytes. */
    private static byte[] load() {
        return new byte[9_900];
    }

    private static Topic<byte[]> blobs(Scenario it) {
        return it.broker().topic("blobs", Codec.bytes());
    }

    private static Inbox<byte[]> paused(Scenario it, SubscribeOptions options) {
        return it.subscribe(it.broker(), "blobs", Codec.bytes(), options, message -> {});
    }

    private static void publishMany(Scenario it) {
        Topic<byte[]> topic = blobs(it);
        for (int i = 0; i < MANY; i += 100) {
            topic.publishAll(Collections.nCopies(100, load())).forEach(Receipt::accepted);
        }
    }

    @Test
    default void aSubscriberThatSkipsIsGivenTheNewestAndToldOfTheGap() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            List<Gap> gaps = Collections.synchronizedList(new ArrayList<>());
            Inbox<byte[]> inbox =
                    paused(it, bounded(Overload.SKIP, 100_000).onGap(gaps::add).build());
            publishMany(it);
            inbox.subscription().resume();
            it.await("the newest has come", () -> inbox.sequences().contains(MANY - 1L));

            it.await("all are accounted for", () -> inbox.size() + missed(gaps) == MANY);
            assertThat(missed(gaps)).isPositive();
            assertThat(inbox.sequences()).isSorted().doesNotHaveDuplicates();
            assertThat(gaps).allSatisfy(gap -> {
                assertThat(gap.topic()).isEqualTo("blobs");
                assertThat(gap.reason()).isEqualTo(DropReason.SUBSCRIBER_BEHIND);
                assertThat(inbox.sequences())
                        .doesNotContainAnyElementsOf(LongStream.range(gap.first(), gap.first() + gap.count())
                                .boxed()
                                .toList());
            });
            long skipped = missed(gaps);
            it.await(
                    "the gap is counted",
                    () -> it.broker().stats().dropped().getOrDefault(DropReason.SUBSCRIBER_BEHIND, 0L) == skipped);
        }
    }

    private static long missed(List<Gap> gaps) {
        synchronized (gaps) {
            return gaps.stream().mapToLong(Gap::count).sum();
        }
    }

    @Test
    default void aGapIsToldToTheListener() {
        needs(Feature.OVERLOAD);
        needs(Feature.EVENTS);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox = paused(it, bounded(Overload.SKIP, 100_000).build());
            publishMany(it);
            inbox.subscription().resume();
            it.await(
                    "it was told",
                    () -> !it.events().of(BrokerEvent.Skipped.class).isEmpty());
            BrokerEvent.Skipped event =
                    it.events().of(BrokerEvent.Skipped.class).get(0);
            assertThat(event.pattern()).isEqualTo("blobs");
            assertThat(event.gap().reason()).isEqualTo(DropReason.SUBSCRIBER_BEHIND);
        }
    }

    @Test
    default void theBoundIsKeptToTheMessage() {
        needs(Feature.OVERLOAD);
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 1);
            int cost = it.topic("tides")
                    .latest()
                    .map(Message::envelope)
                    .orElseThrow()
                    .costBytes();
            List<Gap> gaps = Collections.synchronizedList(new ArrayList<>());
            Inbox<String> inbox = it.subscribe(
                    "tides", bounded(Overload.SKIP, 3L * cost).onGap(gaps::add).build());
            it.publishNumbers("tides", 1, 4);
            it.world().settle();
            assertThat(inbox.subscription().stats().lag()).isEqualTo(3);
            assertThat(inbox.subscription().stats().unconsumedBytes()).isEqualTo(3L * cost);
            it.publishNumbers("tides", 4, 9);
            inbox.subscription().resume();

            inbox.awaitValues("6", "7", "8");
            assertThat(missed(gaps)).isEqualTo(5);
            assertThat(gaps.get(0).first()).isEqualTo(1);
            assertThat(inbox.subscription().stats().skipped()).isEqualTo(5);
        }
    }

    @Test
    default void aSubscriberThatBlocksHoldsPublishersUpUntilItHasCaughtUp() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox = paused(it, bounded(Overload.BLOCK, 100_000).build());
            Duration later = it.world().scaled(Duration.ofSeconds(5));
            it.world()
                    .environment()
                    .scheduler()
                    .schedule(later.toNanos(), () -> inbox.subscription().resume());
            var begun = it.world().now();
            publishMany(it);
            assertThat(it.world().now())
                    .as("when all were taken")
                    .isAfterOrEqualTo(begun.plus(later).minusMillis(2));
            inbox.awaitSize(MANY);
            assertThat(inbox.sequences())
                    .isEqualTo(LongStream.range(0, MANY).boxed().toList());
            assertThat(it.broker().stats().dropped()).doesNotContainKey(DropReason.SUBSCRIBER_BEHIND);
        }
    }

    @Test
    default void aPublishThatMustNotWaitFailsInstead() {
        needs(Feature.OVERLOAD);
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox = paused(it, bounded(Overload.BLOCK, 100_000).build());
            PublishOptions hurried = PublishOptions.builder().nonBlocking().build();
            DunlinException fault = it.refusal(() -> {
                for (int i = 0; i < MANY; i++) {
                    blobs(it).publish(load(), hurried).accepted();
                }
                throw new AssertionError("no publish failed");
            });
            assertThat(fault.reason()).isEqualTo(Reason.WOULD_BLOCK);
            assertThat(fault.retryIsSafe()).isTrue();
            inbox.subscription().resume();
            it.await("it has caught up", () -> inbox.subscription().stats().lag() == 0);
            blobs(it).publish(load(), hurried).accepted();
        }
    }

    @Test
    default void aSubscriberThatBlocksAndLeavesLetsPublishersGo() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox = paused(it, bounded(Overload.BLOCK, 100_000).build());
            Duration later = it.world().scaled(Duration.ofSeconds(5));
            it.world()
                    .environment()
                    .scheduler()
                    .schedule(later.toNanos(), () -> inbox.subscription().close());
            publishMany(it);
            assertThat(it.broker().stats().published()).isEqualTo(MANY);
        }
    }

    @Test
    default void closingTheBrokerLetsWaitingPublishersGo() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            paused(it, bounded(Overload.BLOCK, 100_000).build());
            Duration later = it.world().scaled(Duration.ofSeconds(5));
            it.world()
                    .environment()
                    .scheduler()
                    .schedule(
                            later.toNanos(),
                            () -> it.world().environment().executor().execute(it.broker()::close));
            DunlinException fault = it.refusal(() -> {
                publishMany(it);
                throw new AssertionError("all were published");
            });
            assertThat(fault.reason()).isIn(Reason.CLOSED, Reason.CONNECTION_LOST);
        }
    }

    @Test
    default void aSubscriberMayFailPublishers() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox = paused(it, bounded(Overload.FAIL, 100_000).build());
            DunlinException fault = it.refusal(() -> {
                publishMany(it);
                throw new AssertionError("no publish failed");
            });
            assertThat(fault.reason()).isEqualTo(Reason.SUBSCRIBER_BEHIND);
            assertThat(fault.retryIsSafe()).isTrue();
            assertThat(fault.effectMayHaveHappened()).isFalse();
            assertThat(it.broker().stats().refused().get(Reason.SUBSCRIBER_BEHIND))
                    .isPositive();

            long published = it.broker().stats().published();
            inbox.subscription().resume();
            it.await("it has caught up", () -> inbox.size() == published);
            it.await("publishes are taken again", () -> {
                try {
                    blobs(it).publish(load()).accepted();
                    return true;
                } catch (DunlinException e) {
                    return false;
                }
            });
        }
    }

    @Test
    default void aRefusedBatchIsNotPublishedInPart() {
        needs(Feature.OVERLOAD);
        needs(Feature.CONTIGUOUS_BATCHES);
        try (Scenario it = scenario()) {
            paused(it, bounded(Overload.FAIL, 100_000).build());
            DunlinException fault = it.refusal(() -> {
                publishMany(it);
                throw new AssertionError("no publish failed");
            });
            assertThat(fault.reason()).isEqualTo(Reason.SUBSCRIBER_BEHIND);
            assertThat(it.broker().stats().published() % 100).isZero();
        }
    }

    @Test
    default void aSubscriberMayBeDisconnected() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            Inbox<byte[]> inbox =
                    paused(it, bounded(Overload.DISCONNECT, 100_000).build());
            Inbox<byte[]> other =
                    it.subscribe(it.broker(), "blobs", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {});
            publishMany(it);
            SubscriptionEnd end = it.endOf(inbox);
            assertThat(end).isInstanceOfSatisfying(SubscriptionEnd.Overloaded.class, overloaded -> {
                assertThat(overloaded.maxUnconsumedBytes()).isEqualTo(100_000);
                assertThat(overloaded.unconsumedBytes()).isGreaterThan(100_000);
            });
            other.awaitSize(MANY);
            if (!lacks().contains(Feature.EVENTS)) {
                it.await(
                        "the listener was told",
                        () -> it.events().of(BrokerEvent.SubscriptionEnded.class).stream()
                                .anyMatch(event -> event.end().equals(end)
                                        && event.pattern().equals("blobs")));
            }
        }
    }

    @Test
    default void oneThatFallsBehindDoesNotHoldUpTheOthers() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            for (Overload overload : List.of(Overload.SKIP, Overload.DISCONNECT)) {
                paused(it, bounded(overload, 100_000).build());
            }
            AtomicReference<Integer> largest = new AtomicReference<>(0);
            Inbox<byte[]> other = it.subscribe(
                    it.broker(),
                    "blobs",
                    Codec.bytes(),
                    SubscribeOptions.DEFAULT,
                    message -> largest.set(message.value().length));
            publishMany(it);
            other.awaitSize(MANY);
            assertThat(other.sequences())
                    .isEqualTo(LongStream.range(0, MANY).boxed().toList());
            assertThat(largest.get()).isEqualTo(load().length);
        }
    }

    @Test
    default void whatIsNotWantedDoesNotCountAsWaiting() {
        needs(Feature.OVERLOAD);
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            for (Overload overload : Overload.values()) {
                SubscribeOptions options = SubscribeOptions.builder()
                        .from(Position.sequence(1_000))
                        .overload(overload, 2_000)
                        .build();
                Inbox<String> inbox = it.subscribe("to." + overload, options);
                it.publishNumbers("to." + overload, 0, 1_002);
                inbox.awaitValues("1000", "1001");
                assertThat(inbox.ended().toCompletableFuture())
                        .as("end, with %s", overload)
                        .isNotDone();
            }
        }
    }

    @Test
    default void aMessageLargerThanTheBoundIsAnOverloadLikeAnyOther() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            List<Gap> gaps = Collections.synchronizedList(new ArrayList<>());
            SubscribeOptions options = SubscribeOptions.builder()
                    .overload(Overload.SKIP, 1_000)
                    .onGap(gaps::add)
                    .build();
            Inbox<byte[]> inbox = paused(it, options);
            blobs(it).publish(new byte[50_000]).accepted();
            blobs(it).publish(new byte[10]).accepted();
            it.await("both are accounted for", () -> inbox.size() + missed(gaps) == 2);
        }
    }
}
