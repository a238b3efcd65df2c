package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What threads do to each other, and what they must not: for worlds on real time. */
public interface ConcurrencyContract extends BrokerScenarios {

    private static CompletableFuture<Void> inParallel(Scenario it, int threads, java.util.function.IntConsumer work) {
        return CompletableFuture.allOf(IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> work.accept(i), it.world().environment().executor()))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static void join(Scenario it, CompletableFuture<?> all) {
        it.await("all threads are done", all::isDone);
        all.join();
    }

    @Test
    default void manyPublishersAndSubscribersSeeOneOrder() {
        try (Scenario it = scenario()) {
            List<Inbox<String>> inboxes =
                    IntStream.range(0, 4).mapToObj(i -> it.subscribe("tides")).toList();
            join(it, inParallel(it, 4, thread -> {
                List<Receipt> receipts = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    receipts.add(it.topic("tides").publish(thread + ":" + i));
                }
                receipts.forEach(Receipt::accepted);
            }));
            List<Long> all = LongStream.range(0, 20_000).boxed().toList();
            for (Inbox<String> inbox : inboxes) {
                inbox.awaitSize(20_000);
                assertThat(inbox.sequences()).isEqualTo(all);
                assertThat(inbox.values()).isEqualTo(inboxes.get(0).values());
            }
            for (int thread = 0; thread < 4; thread++) {
                String prefix = thread + ":";
                assertThat(inboxes.get(0).values().stream().filter(value -> value.startsWith(prefix)))
                        .as("messages of one publisher, in its order")
                        .isEqualTo(IntStream.range(0, 5_000)
                                .mapToObj(i -> prefix + i)
                                .toList());
            }
        }
    }

    @Test
    default void batchesOfSeveralPublishersDoNotMix() {
        needs(Feature.CONTIGUOUS_BATCHES);
        try (Scenario it = scenario()) {
            Inbox<String> inbox = it.subscribe("tides");
            join(it, inParallel(it, 4, thread -> {
                for (int batch = 0; batch < 100; batch++) {
                    String name = thread + ":" + batch;
                    it.topic("tides")
                            .publishAll(
                                    IntStream.range(0, 17).mapToObj(i -> name).toList());
                }
            }));
            inbox.awaitSize(4 * 100 * 17);
            List<String> values = inbox.values();
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < values.size(); i += 17) {
                assertThat(new HashSet<>(values.subList(i, i + 17))).hasSize(1);
                assertThat(seen.add(values.get(i))).isTrue();
            }
        }
    }

    @Test
    default void aHandlerIsNeverCalledByTwoThreadsAtOnce() {
        try (Scenario it = scenario()) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger violations = new AtomicInteger();
            int[] unguarded = {0};
            Inbox<String> inbox = it.subscribe("tides.*", SubscribeOptions.DEFAULT, message -> {
                if (inside.incrementAndGet() != 1) {
                    violations.incrementAndGet();
                }
                unguarded[0]++;
                Thread.onSpinWait();
                inside.decrementAndGet();
            });
            join(it, inParallel(it, 4, thread -> {
                Topic<String> topic = it.topic("tides." + thread);
                List<Receipt> receipts = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    receipts.add(topic.publish("" + i));
                }
                receipts.forEach(Receipt::accepted);
            }));
            inbox.awaitSize(8_000);
            it.await(
                    "each call has returned", () -> inbox.subscription().stats().acknowledged() == 8_000);
            assertThat(violations).hasValue(0);
            assertThat(unguarded[0])
                    .as("written by the handler without a guard")
                    .isEqualTo(8_000);
        }
    }

    @Test
    default void aBlockingHandlerDoesNotHoldUpTheOthers() {
        try (Scenario it = scenario(settings -> settings.workers(1))) {
            CountDownLatch release = new CountDownLatch(1);
            Inbox<String> blocked = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> awaitLatch(release));
            Inbox<String> neighbour = it.subscribe("tides");
            Inbox<String> elsewhere = it.subscribe("winds");
            List<String> values = it.publishNumbers("tides", 0, 1_000);
            it.publishNumbers("winds", 0, 10);
            neighbour.awaitSize(1_000);
            elsewhere.awaitSize(10);
            blocked.awaitSize(1);
            assertThat(blocked.size()).isEqualTo(1);

            release.countDown();
            blocked.awaitSize(1_000);
            assertThat(blocked.values()).isEqualTo(values);
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the handler was never released");
        }
    }

    @Test
    default void manyBlockingHandlersDoNotHoldUpTheOthers() {
        try (Scenario it = scenario(settings -> settings.workers(1))) {
            CountDownLatch release = new CountDownLatch(1);
            List<Inbox<String>> blocked = IntStream.range(0, 5)
                    .mapToObj(i -> it.subscribe("tides", SubscribeOptions.DEFAULT, message -> awaitLatch(release)))
                    .toList();
            Inbox<String> free = it.subscribe("tides");
            it.publishNumbers("tides", 0, 100);
            free.awaitSize(100);
            release.countDown();
            blocked.forEach(inbox -> inbox.awaitSize(100));
        }
    }

    @Test
    default void aWorkersReliefIsCountedAndTold() {
        needs(Feature.EVENTS);
        needs(Feature.EXACT_BOUNDS);
        try (Scenario it = scenario(settings -> settings.workers(1))) {
            CountDownLatch release = new CountDownLatch(1);
            it.subscribe("tides", SubscribeOptions.DEFAULT, message -> awaitLatch(release));
            it.publishNumbers("tides", 0, 2);
            it.await("it is counted", () -> it.broker().stats().relieved() == 1);
            it.await(
                    "it is told",
                    () -> it.events().of(BrokerEvent.WorkerRelieved.class).size() == 1);
            BrokerEvent.WorkerRelieved event =
                    it.events().of(BrokerEvent.WorkerRelieved.class).get(0);
            assertThat(event.pattern()).isEqualTo("tides");
            assertThat(event.heldMillis()).isPositive();
            release.countDown();
        }
    }

    @Test
    default void closingDoesNotWaitForABlockedHandler() {
        try (Scenario it = scenario()) {
            CountDownLatch release = new CountDownLatch(1);
            Inbox<String> blocked = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> awaitLatch(release));
            it.publishNumbers("tides", 0, 3);
            blocked.awaitSize(1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(
                    () -> blocked.subscription().close(),
                    it.world().environment().executor());
            join(it, closing);
            release.countDown();
            it.endOf(blocked);
            it.world().settle();
            assertThat(blocked.size()).as("the call on its way was the last").isEqualTo(1);
        }
    }

    @Test
    default void subscriptionsComeAndGoWhileMessagesFlow() {
        try (Scenario it = scenario()) {
            Inbox<String> steady = it.subscribe("tides");
            CompletableFuture<Void> publishing = inParallel(it, 2, thread -> {
                List<Receipt> receipts = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    receipts.add(it.topic("tides").publish("" + i));
                }
                receipts.forEach(Receipt::accepted);
            });
            List<Inbox<String>> passing = new ArrayList<>();
            while (!publishing.isDone() || passing.size() < 10) {
                Inbox<String> inbox = it.subscribe("tides");
                passing.add(inbox);
                if (passing.size() % 2 == 0) {
                    inbox.subscription().close();
                }
            }
            publishing.join();
            steady.awaitSize(10_000);
            assertThat(steady.sequences())
                    .isEqualTo(LongStream.range(0, 10_000).boxed().toList());
            for (Inbox<String> inbox : passing) {
                List<Long> sequences = inbox.sequences();
                if (!sequences.isEmpty()) {
                    long first = sequences.get(0);
                    assertThat(sequences)
                            .isEqualTo(LongStream.range(first, first + sequences.size())
                                    .boxed()
                                    .toList());
                }
            }
        }
    }

    @Test
    default void aMessageIsNeverLateOnTheRealClock() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario()) {
            AtomicInteger late = new AtomicInteger();
            AtomicInteger came = new AtomicInteger();
            it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                // The broker's decision was taken a moment ago: what counts is that it held then.
                if (message.expires()
                        .orElseThrow()
                        .plusMillis(2)
                        .isBefore(it.world().now())) {
                    late.incrementAndGet();
                }
                came.incrementAndGet();
            });
            var options = dev.dunlin.broker.PublishOptions.ttl(Duration.ofMillis(5));
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                receipts.add(it.topic("tides").publish("" + i, options));
            }
            receipts.forEach(Receipt::accepted);
            it.world().advance(Duration.ofMillis(10));
            it.await("each has come or expired", () -> it.broker().stats().retainedMessages() == 0);
            assertThat(late.get()).as("of " + came).isLessThanOrEqualTo(came.get() / 100);
        }
    }

    @Test
    default void anInterruptEndsAWaitingPoll() {
        try (Scenario it = scenario();
                Poller<String> poller = it.topic("tides").poller(SubscribeOptions.DEFAULT)) {
            CompletableFuture<Boolean> flagged = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                try {
                    assertThatThrownBy(() -> poller.poll(Duration.ofMinutes(1))).isInstanceOf(DunlinException.class);
                    flagged.complete(Thread.currentThread().isInterrupted());
                } catch (Throwable e) {
                    flagged.completeExceptionally(e);
                }
            });
            waiting.start();
            waiting.interrupt();
            it.await("the wait has ended", flagged::isDone);
            assertThat(flagged.join()).as("the interrupt flag stays set").isTrue();
        }
    }

    @Test
    default void everyHandlersWorkIsSeenByItsNextCall() {
        try (Scenario it = scenario()) {
            long[] last = {-1};
            AtomicInteger wrong = new AtomicInteger();
            Inbox<String> inbox = it.subscribe("tides", SubscribeOptions.DEFAULT, message -> {
                if (last[0] != message.sequence() - 1) {
                    wrong.incrementAndGet();
                }
                last[0] = message.sequence();
            });
            for (int i = 0; i < 20; i++) {
                it.publishNumbers("tides", i * 50, i * 50 + 50);
            }
            inbox.awaitSize(1_000);
            assertThat(wrong).hasValue(0);
        }
    }
}
