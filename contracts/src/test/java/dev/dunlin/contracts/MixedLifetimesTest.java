package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand messages of lifetimes from a millisecond to an hour: none is seen late, none is withheld early, and
 * memory is given back on the way and in the end.
 */
class MixedLifetimesTest {

    private static final int MESSAGES = 100_000;
    private static final long LONGEST_MILLIS = 3_600_000;
    private static final int PAYLOAD_BYTES = 64;

    /** How late the reclaimer may be, and what it may leave for later while a segment has living messages. */
    private static final long RECLAIM_MILLIS = 5_000;

    /** What else the JVM may have come to hold meanwhile; all messages take many times as much. */
    private static final long HEAP_SLACK_BYTES = 1 << 20;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final SplittableRandom random = new SplittableRandom(64);
    private final AtomicLong told = new AtomicLong();
    private final Broker broker = Broker.inMemory(BrokerConfig.builder()
            .environment(world)
            .listener(event -> {
                if (event instanceof BrokerEvent.Expired expired) {
                    assertThat(expired.envelope().expiresMillis()).isLessThanOrEqualTo(nowMillis());
                    told.incrementAndGet();
                }
            })
            .build());
    private final Topic<byte[]> topic = broker.topic("mixed", Codec.bytes());
    private final long[] expiries = new long[MESSAGES];
    private int published;

    @AfterEach
    void close() {
        broker.close();
    }

    private long nowMillis() {
        return world.now().toEpochMilli();
    }

    /** As likely to be between 1 and 10 ms as between 1 and 10 minutes. */
    private long lifetime() {
        return Math.min(LONGEST_MILLIS, (long) Math.exp(random.nextDouble() * Math.log(LONGEST_MILLIS + 1)));
    }

    private void publishOne() {
        long lifetime = lifetime();
        Receipt receipt = topic.publish(new byte[PAYLOAD_BYTES], PublishOptions.ttl(Duration.ofMillis(lifetime)));
        assertThat(receipt.sequence()).isEqualTo(published);
        expiries[published++] = nowMillis() + lifetime;
    }

    @Test
    void noneIsSeenLateAndNoneIsWithheldEarly() {
        BrokerStats before = broker.stats();
        List<Long> live = new ArrayList<>();
        List<Message<byte[]>> late = new ArrayList<>();
        topic.subscribe(message -> {
            live.add(message.sequence());
            if (message.expires().orElseThrow().toEpochMilli() <= nowMillis()) {
                late.add(message);
            }
        });
        while (published < MESSAGES) {
            publishOne();
            publishOne();
            world.advance(Duration.ofMillis(1));
            if (published % 5_000 == 0) {
                compareReplay();
            }
        }
        for (long millis = 1; millis <= LONGEST_MILLIS; millis += 1 + millis / 8) {
            world.advance(Duration.ofMillis(millis));
            compareReplay();
        }
        assertThat(late).isEmpty();
        assertThat(live).as("what the live subscriber saw").hasSize(MESSAGES).isSorted();
        world.advance(Duration.ofMillis(RECLAIM_MILLIS));
        BrokerStats after = broker.stats();
        assertThat(after.retainedMessages())
                .isEqualTo(before.retainedMessages())
                .isZero();
        assertThat(after.retainedBytes()).isEqualTo(before.retainedBytes());
        assertThat(after.expired()).isEqualTo(MESSAGES);
        assertThat(told).hasValue(MESSAGES);
    }

    /** Not what the broker counts, but what the JVM has left when it has collected all that nobody can reach. */
    @Test
    void theHeapComesBackToWhereItWas() {
        for (int i = 0; i < 1_000; i++) {
            publishOne();
        }
        world.advance(Duration.ofMillis(LONGEST_MILLIS + RECLAIM_MILLIS));
        long before = usedBytes(Long.MAX_VALUE);
        while (published < MESSAGES) {
            publishOne();
        }
        long full = usedBytes(0) - before;
        assertThat(full).as("bytes of the heap with all messages alive").isGreaterThan((long) MESSAGES * PAYLOAD_BYTES);
        world.advance(Duration.ofMillis(LONGEST_MILLIS + RECLAIM_MILLIS));
        assertThat(broker.stats().retainedMessages()).isZero();
        long left = usedBytes(before + HEAP_SLACK_BYTES) - before;
        assertThat(left)
                .as("bytes of the heap over where it was, of %d that messages took", full)
                .isLessThanOrEqualTo(HEAP_SLACK_BYTES);
    }

    /** What is used after a collection, or after several if that is more than is looked for. */
    private static long usedBytes(long wanted) {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 10 && (i == 0 || used > wanted) && (i < 3 || wanted > 0); i++) {
            System.gc();
            Runtime jvm = Runtime.getRuntime();
            used = Math.min(used, jvm.totalMemory() - jvm.freeMemory());
        }
        return used;
    }

    /** Whoever comes now is given all that is alive, to the millisecond, and memory holds little else. */
    private void compareReplay() {
        long now = nowMillis();
        List<Long> replayed = new ArrayList<>();
        Subscription subscription = topic.subscribe(
                SubscribeOptions.from(Position.earliest()), message -> replayed.add(message.sequence()));
        world.run();
        subscription.close();
        List<Long> alive = new ArrayList<>();
        long recent = 0;
        for (int i = 0; i < published; i++) {
            if (expiries[i] > now) {
                alive.add((long) i);
            }
            recent += expiries[i] > now - RECLAIM_MILLIS ? 1 : 0;
        }
        assertThat(replayed).as("replayed at %d ms", now).isEqualTo(alive);
        BrokerStats stats = broker.stats();
        assertThat(stats.retainedMessages()).isBetween((long) alive.size(), recent + recent / 4);
    }

    @Test
    void theSameOnTheRealClock() {
        World real = World.system();
        try (Broker here = Broker.inMemory()) {
            Topic<byte[]> mixed = here.topic("mixed", Codec.bytes());
            Lateness lateness = new Lateness();
            mixed.subscribe(lateness::look);
            List<Receipt> receipts = new ArrayList<>();
            long end = System.currentTimeMillis() + 1_500;
            while (System.currentTimeMillis() < end) {
                for (int i = 0; i < 20; i++) {
                    long lifetime = 1L + random.nextInt(200);
                    receipts.add(mixed.publish(new byte[8], PublishOptions.ttl(Duration.ofMillis(lifetime))));
                }
                replay(real, mixed, receipts, lateness);
            }
            lateness.check();
            real.awaitWithin(
                    Duration.ofMillis(RECLAIM_MILLIS),
                    "memory was given back",
                    () -> here.stats().retainedBytes() == 0);
            assertThat(here.stats().expired()).isEqualTo(receipts.size());
        }
    }

    /** Whoever comes now is given all that stays alive until it has been given everything. */
    private static void replay(World real, Topic<byte[]> topic, List<Receipt> receipts, Lateness lateness) {
        Receipt last = receipts.get(receipts.size() - 1);
        Inbox<byte[]> inbox = new Inbox<>(real, lateness::look);
        Subscription subscription = topic.subscribe(SubscribeOptions.from(Position.earliest()), inbox);
        real.await("the replay has come to its end", () -> subscription.stats().lag() == 0);
        long now = System.currentTimeMillis();
        subscription.close();
        List<Long> replayed = inbox.sequences();
        assertThat(replayed).isSorted().doesNotHaveDuplicates();
        List<Long> certain = receipts.stream()
                .filter(receipt -> receipt.expires().orElseThrow().toEpochMilli() > now + 2)
                .map(Receipt::sequence)
                .toList();
        assertThat(replayed).as("replayed, up to " + last.sequence()).containsAll(certain);
    }

    /** Counts messages that come after their expiry, by the system's clock. */
    private static final class Lateness {

        private final AtomicLong came = new AtomicLong();
        private final AtomicLong late = new AtomicLong();
        private final AtomicLong worst = new AtomicLong();

        void look(Message<byte[]> message) {
            long by = System.currentTimeMillis() - message.envelope().expiresMillis();
            came.incrementAndGet();
            if (by >= 0) {
                late.incrementAndGet();
                worst.accumulateAndGet(by, Math::max);
            }
        }

        /** The operating system may stop a thread between the broker's decision and the handler: seldom. */
        void check() {
            assertThat(came).hasPositiveValue();
            assertThat(late.get())
                    .as("late by up to %d ms, of %d", worst.get(), came.get())
                    .isLessThanOrEqualTo(came.get() / 500);
        }
    }
}
