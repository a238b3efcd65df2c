package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a client does with what comes for its subscriptions: hand-over, expiry, gaps, ends. */
class RemoteSubscriptionTest extends SubscriptionScene {

    /** By how many milliseconds the server's clock may have gone further than the one here within a second. */
    private static final int DRIFT = 1;

    @Test
    void theServerIsToldHowItBehaves() {
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.sequence(5))
                .group("crew")
                .ackTimeout(Duration.ofSeconds(7))
                .deadLetterTopic("dead")
                .overload(Overload.FAIL, 4L * COST)
                .build();
        subscribe(options);
        Frame.Subscribe frame = server.only(Frame.Subscribe.class);
        assertThat(frame.pattern()).isEqualTo("tides");
        assertThat(frame.creditBytes()).as("no more than may wait").isEqualTo(4L * COST);
        assertThat(frame.terms())
                .isEqualTo(new Frame.Terms(
                        new Position.At(5), "crew", true, 7_000, 5, "dead", 16, Overload.FAIL, 4L * COST));
    }

    @Test
    void whatNeedsNoFollowingIsNotFollowed() {
        subscribe(SubscribeOptions.DEFAULT);
        Frame.Terms terms = server.only(Frame.Subscribe.class).terms();
        assertThat(terms.manual()).isFalse();
        subscribe(byHand().maxUnacknowledged(500).build());
        terms = server.only(Frame.Subscribe.class).terms();
        assertThat(terms.manual()).isTrue();
        assertThat(terms.maxUnacknowledged()).as("the subscriber's own number").isEqualTo(500);
    }

    @Test
    void itIsEstablishedWhenTheServerSaysSo() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        assertThat(subscription.established().toCompletableFuture()).isNotDone();
        server.say(new Frame.Subscribed(1));
        assertThat(subscription.established().toCompletableFuture()).isCompleted();
    }

    @Test
    void whatComesTogetherIsHandedOutThoughTheConnectionEndsWithIt() {
        subscribe(SubscribeOptions.DEFAULT);
        server.say(new Frame.Subscribed(1), deliver(1, 0, 3), new Frame.Goodbye(CloseReason.NORMAL, "that was all"));
        assertThat(sequences()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void whatComesForSeveralTogetherIsHandedOutToEach() {
        subscribe(SubscribeOptions.DEFAULT);
        subscribe(SubscribeOptions.DEFAULT);
        server.say(deliver(1, 0, 2), deliver(2, 0, 2), deliver(1, 2, 4), deliver(2, 2, 3));
        assertThat(sequences()).containsExactlyInAnyOrder(0L, 0L, 1L, 1L, 2L, 2L, 3L);
    }

    @Test
    void anEmptyDeliveryIsAgainstTheProtocol() {
        subscribe(SubscribeOptions.DEFAULT);
        server.say(new Frame.Deliver(1, List.of()));
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.PROTOCOL);
    }

    @Test
    void whatComesForAClosedSubscriptionIsIgnored() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        subscription.close();
        world.run();
        server.say(
                new Frame.Subscribed(1),
                deliver(1, 0, 3),
                new Frame.Skipped(1, new Gap("tides", 0, 1, DropReason.MEMORY_FULL)),
                new Frame.Ended(1, new SubscriptionEnd.BrokerClosed()));
        assertThat(server.closed).isNull();
        assertThat(came).isEmpty();
        assertThat(server.take(Frame.Unsubscribe.class)).hasSize(1);
    }

    @Test
    void theOneAfterTheHandlerThatClosedIsNotHandedOut() {
        AtomicReference<Subscription> self = new AtomicReference<>();
        List<Long> handled = new ArrayList<>();
        self.set(client.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {
            handled.add(message.sequence());
            if (message.sequence() == 2) {
                assertThat(self.get().ended().toCompletableFuture()).isNotDone();
                self.get().close();
                assertThat(self.get().ended().toCompletableFuture())
                        .as("this call is not over")
                        .isNotDone();
            }
        }));
        world.run();
        server.say(deliver(1, 0, 5));
        assertThat(handled).containsExactly(0L, 1L, 2L);
        assertThat(self.get().ended().toCompletableFuture()).isCompletedWithValue(new SubscriptionEnd.Cancelled());
    }

    @Test
    void aHandlerThatThrowsIsCountedAndTold() {
        Subscription subscription = client.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {
            came.add(message);
            if (message.sequence() == 1) {
                throw new AssertionError("not this one");
            }
        });
        world.run();
        server.say(deliver(1, 0, 3));
        assertThat(sequences()).containsExactly(0L, 1L, 2L);
        assertThat(subscription.stats().failed()).isEqualTo(1);
        assertThat(subscription.stats().acknowledged()).isEqualTo(2);
        assertThat(events).hasSize(1).first().isInstanceOfSatisfying(BrokerEvent.HandlerFailed.class, event -> {
            assertThat(event.envelope().sequence()).isEqualTo(1);
            assertThat(event.failure()).hasMessage("not this one");
        });
        assertThat(server.take(Frame.Reject.class))
                .as("nobody follows their fate")
                .isEmpty();
        assertThat(server.take(Frame.Acknowledge.class)).isEmpty();
    }

    @Test
    void whatHasExpiredHereIsNotHandedOut() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        long now = world.clock().millis();
        subscription.pause();
        server.say(new Frame.Deliver(
                1,
                List.of(
                        new Frame.Delivery(envelope(0, now + 10 + DRIFT), 1),
                        new Frame.Delivery(envelope(1, now + 11 + DRIFT), 1),
                        new Frame.Delivery(envelope(2, Envelope.NEVER), 1))));
        world.advance(Duration.ofMillis(10));
        subscription.resume();
        world.run();
        assertThat(sequences()).containsExactly(1L, 2L);
        assertThat(subscription.stats().expired()).isEqualTo(1);
    }

    @Test
    void whatExpiresWhileAHandlerIsBusyIsNotHandedOut() {
        client.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {
            came.add(message);
            world.await(later(Duration.ofMillis(20)), Long.MAX_VALUE);
        });
        world.run();
        long now = world.clock().millis();
        server.say(new Frame.Deliver(
                1,
                List.of(
                        delivery(0),
                        new Frame.Delivery(envelope(1, now + 20 + DRIFT), 1),
                        new Frame.Delivery(envelope(2, now + 21 + DRIFT), 1))));
        world.advance(Duration.ofSeconds(1));
        assertThat(sequences()).containsExactly(0L, 2L);
    }

    private CompletableFuture<Void> later(Duration delay) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        world.scheduler().schedule(delay.toNanos(), () -> done.complete(null));
        return done;
    }

    @Test
    void theBrokersClockDecidesWhatHasExpired() {
        long ahead = 3_600_000;
        server.greeting = new Frame.Welcome(1, "", 77, 1_000, 4, world.clock().millis() + ahead);
        server.clock = () -> world.clock().millis() + ahead;
        client = connect(config());
        subscribe(SubscribeOptions.DEFAULT);
        long brokerNow = world.clock().millis() + ahead;
        server.say(new Frame.Deliver(
                1,
                List.of(
                        new Frame.Delivery(envelope(0, brokerNow), 1),
                        new Frame.Delivery(envelope(1, brokerNow + 1), 1))));
        assertThat(sequences()).containsExactly(1L);
    }

    @Test
    void gapsAreToldInTheirPlace() {
        List<Object> told = new ArrayList<>();
        Subscription subscription = client.subscribe(
                "tides",
                Codec.bytes(),
                SubscribeOptions.builder().onGap(told::add).build(),
                message -> told.add(message.sequence()));
        world.run();
        Gap gap = new Gap("tides", 1, 3, DropReason.SUBSCRIBER_BEHIND);
        server.say(deliver(1, 0, 1), new Frame.Skipped(1, gap), deliver(1, 4, 5));
        assertThat(told).containsExactly(0L, gap, 4L);
        assertThat(subscription.stats().skipped()).isEqualTo(3);
        assertThat(events).containsExactly(new BrokerEvent.Skipped("tides", gap));
    }

    @Test
    void whatCameBeforeTheEndIsHandedOut() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        SubscriptionEnd end = new SubscriptionEnd.Overloaded(5, 4);
        server.say(deliver(1, 0, 3), new Frame.Ended(1, end));
        assertThat(sequences()).containsExactly(0L, 1L, 2L);
        assertThat(subscription.ended().toCompletableFuture()).isCompletedWithValue(end);
        assertThat(events).containsExactly(new BrokerEvent.SubscriptionEnded("tides", end));
    }

    @Test
    void theEndOfAPausedSubscriptionIsNotKeptBack() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        subscription.pause();
        server.say(deliver(1, 0, 3), new Frame.Ended(1, new SubscriptionEnd.BrokerClosed()));
        assertThat(subscription.ended().toCompletableFuture()).isCompleted();
        subscription.resume();
        world.run();
        assertThat(came).isEmpty();
    }

    @Test
    void handlersRunOnTheSubscriptionsExecutor() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        subscribe(SubscribeOptions.builder().executor(tasks::add).build());
        server.say(deliver(1, 0, 3), deliver(1, 3, 4));
        assertThat(came).isEmpty();
        assertThat(tasks).as("one task at a time").hasSize(1);
        tasks.remove().run();
        assertThat(came).hasSize(4);
        assertThat(tasks).isEmpty();
    }

    @Test
    void anExecutorThatRefusesEndsTheSubscription() {
        Subscription subscription = subscribe(SubscribeOptions.builder()
                .executor(task -> {
                    throw new RejectedExecutionException("busy");
                })
                .build());
        server.say(deliver(1, 0, 3));
        SubscriptionEnd.Failed end = (SubscriptionEnd.Failed)
                subscription.ended().toCompletableFuture().join();
        assertThat(end.cause()).hasMessageContaining("takes no more tasks");
        assertThat(server.take(Frame.Unsubscribe.class)).hasSize(1);
        assertThat(server.closed).isNull();
    }

    @Test
    void aBatchIsWhatWaits() {
        List<Integer> sizes = new ArrayList<>();
        client.subscribeBatches("tides", Codec.bytes(), SubscribeOptions.DEFAULT, batch -> {
            sizes.add(batch.size());
            batch.forEach(came::add);
        });
        world.run();
        server.say(deliver(1, 0, 100), deliver(1, 100, 110));
        assertThat(sizes).containsExactly(64, 46);
        assertThat(came).hasSize(110);
    }
}
