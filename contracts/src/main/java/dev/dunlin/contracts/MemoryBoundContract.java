package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerConfig.WhenFull;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The bound on what a broker retains, and its two policies. */
public interface MemoryBoundContract extends BrokerScenarios {

    /** The bound, in bytes. */
    long BOUND = 1 << 20;

    /** By how much the broker may exceed the bound for one topic, in bytes. */
    long SLACK = 64 << 10;

    private static byte[] load() {
        return new byte[1_000];
    }

    private static Topic<byte[]> blobs(Scenario it) {
        return it.broker().topic("blobs", Codec.bytes());
    }

    private Scenario bounded(WhenFull whenFull) {
        needs(Feature.MEMORY_BOUND);
        return scenario(settings -> settings.maxRetainedBytes(BOUND).whenFull(whenFull));
    }

    private static DunlinException fill(Scenario it, PublishOptions options) {
        return it.refusal(() -> {
            for (int i = 0; i < 5_000; i++) {
                blobs(it).publish(load(), options).accepted();
            }
            throw new AssertionError("no publish was refused");
        });
    }

    @Test
    default void aFullBrokerRefusesAndKeepsWhatItAccepted() {
        try (Scenario it = bounded(WhenFull.REFUSE)) {
            DunlinException fault = fill(it, PublishOptions.DEFAULT);
            assertThat(fault.reason()).isEqualTo(Reason.MEMORY_FULL);
            assertThat(fault.retryIsSafe()).isTrue();
            assertThat(fault.effectMayHaveHappened()).isFalse();

            BrokerStats stats = it.broker().stats();
            assertThat(stats.maxRetainedBytes()).isEqualTo(BOUND);
            assertThat(stats.retainedBytes()).isBetween(BOUND - SLACK, BOUND + SLACK);
            assertThat(stats.refused()).containsEntry(Reason.MEMORY_FULL, 1L);
            assertThat(stats.dropped()).isEmpty();
            Inbox<byte[]> replay = it.subscribe(
                    it.broker(), "blobs", Codec.bytes(), SubscribeOptions.from(Position.earliest()), message -> {});
            replay.awaitSize((int) stats.published());
            assertThat(replay.sequences())
                    .isEqualTo(LongStream.range(0, stats.published()).boxed().toList());
        }
    }

    @Test
    default void aFullBrokerTakesMessagesAgainWhenOthersHaveExpired() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = bounded(WhenFull.REFUSE)) {
            Duration life = it.world().scaled(Duration.ofSeconds(50));
            assertThat(fill(it, PublishOptions.ttl(life)).reason()).isEqualTo(Reason.MEMORY_FULL);
            it.world().advance(life);
            it.world().awaitWithin(Duration.ofSeconds(5), "there is room", () -> {
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
    default void aBatchThatDoesNotFitIsRefusedAsAWhole() {
        needs(Feature.CONTIGUOUS_BATCHES);
        try (Scenario it = bounded(WhenFull.REFUSE)) {
            List<byte[]> values = Collections.nCopies(3_000, load());
            DunlinException fault =
                    it.refusal(() -> blobs(it).publishAll(values).get(0));
            assertThat(fault.reason()).isEqualTo(Reason.MEMORY_FULL);
            assertThat(it.broker().stats().published()).isZero();
            assertThat(blobs(it).publish(load()).sequence()).isZero();
        }
    }

    @Test
    default void aFullBrokerMayDropTheOldest() {
        try (Scenario it = bounded(WhenFull.DROP_OLDEST)) {
            Topic<byte[]> topic = blobs(it);
            for (int i = 0; i < 5_000; i++) {
                topic.publish(load()).accepted();
            }
            BrokerStats stats = it.broker().stats();
            long dropped = 5_000 - stats.retainedMessages();
            assertThat(stats.published()).isEqualTo(5_000);
            assertThat(stats.retainedBytes()).isBetween(BOUND / 2, BOUND + SLACK);
            assertThat(dropped).isPositive();
            assertThat(stats.refused()).isEmpty();
            Inbox<byte[]> replay = it.subscribe(
                    it.broker(), "blobs", Codec.bytes(), SubscribeOptions.from(Position.earliest()), message -> {});
            replay.awaitSize((int) stats.retainedMessages());
            assertThat(replay.sequences())
                    .isEqualTo(LongStream.range(dropped, 5_000).boxed().toList());
        }
    }

    @Test
    default void whatIsDroppedEarlyIsToldToTheListener() {
        needs(Feature.EVENTS);
        try (Scenario it = bounded(WhenFull.DROP_OLDEST)) {
            for (int i = 0; i < 3_000; i++) {
                blobs(it).publish(load()).accepted();
            }
            long dropped = 3_000 - it.broker().stats().retainedMessages();
            it.await(
                    "each was told",
                    () -> it.events().of(BrokerEvent.Dropped.class).size() == dropped);
            List<BrokerEvent.Dropped> events = it.events().of(BrokerEvent.Dropped.class);
            assertThat(events).allSatisfy(event -> assertThat(event.reason()).isEqualTo(DropReason.MEMORY_FULL));
            assertThat(events.stream().map(event -> event.envelope().sequence()))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, dropped).boxed().toList());
            assertThat(it.broker().stats().dropped()).containsEntry(DropReason.MEMORY_FULL, dropped);
        }
    }

    @Test
    default void aSubscriberIsToldOfWhatWasDroppedBeforeItsTurn() {
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = bounded(WhenFull.DROP_OLDEST)) {
            List<Gap> gaps = Collections.synchronizedList(new ArrayList<>());
            SubscribeOptions options =
                    SubscribeOptions.builder().paused().onGap(gaps::add).build();
            Inbox<byte[]> inbox = it.subscribe(it.broker(), "blobs", Codec.bytes(), options, message -> {});
            for (int i = 0; i < 5_000; i++) {
                blobs(it).publish(load()).accepted();
            }
            long dropped = 5_000 - it.broker().stats().retainedMessages();
            inbox.subscription().resume();
            inbox.awaitSize((int) (5_000 - dropped));
            it.await(
                    "the gap was told",
                    () -> gaps.stream().mapToLong(Gap::count).sum() == dropped);
            assertThat(gaps).allSatisfy(gap -> {
                assertThat(gap.reason()).isEqualTo(DropReason.MEMORY_FULL);
                assertThat(gap.topic()).isEqualTo("blobs");
            });
            assertThat(gaps.get(0).first()).isZero();
            assertThat(inbox.sequences())
                    .isEqualTo(LongStream.range(dropped, 5_000).boxed().toList());
            assertThat(inbox.subscription().stats().skipped()).isEqualTo(dropped);
        }
    }

    @Test
    default void theLargestTopicGivesWay() {
        needs(Feature.REPLAY);
        try (Scenario it = bounded(WhenFull.DROP_OLDEST)) {
            it.topic("small").publish("stays").accepted();
            for (int i = 0; i < 5_000; i++) {
                blobs(it).publish(load()).accepted();
            }
            assertThat(it.topic("small").latest().map(Message::value)).contains("stays");
        }
    }

    @Test
    default void theBoundIsTheWholeBrokers() {
        needs(Feature.MEMORY_BOUND);
        try (Scenario it = bounded(WhenFull.REFUSE)) {
            fill(it, PublishOptions.DEFAULT);
            // Another topic has the slack of one topic, and no more.
            Topic<byte[]> other = it.broker().topic("other", Codec.bytes());
            DunlinException fault = it.refusal(() -> {
                for (int i = 0; i < 5_000; i++) {
                    other.publish(load()).accepted();
                }
                throw new AssertionError("no publish was refused");
            });
            assertThat(fault.reason()).isEqualTo(Reason.MEMORY_FULL);
            assertThat(it.broker().stats().retainedBytes()).isLessThanOrEqualTo(BOUND + 2 * SLACK);
        }
    }
}
