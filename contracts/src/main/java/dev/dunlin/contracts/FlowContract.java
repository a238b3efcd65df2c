package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Subscribing as a reactive stream. The letter of that specification is checked by its own TCK. */
public interface FlowContract extends BrokerScenarios {

    /** A reactive subscriber that keeps what it is told. */
    final class Probe implements Flow.Subscriber<Message<String>> {

        private final World world;
        private final List<String> values = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private boolean complete;
        private @Nullable Throwable error;

        Probe(World world) {
            this.world = world;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            synchronized (this) {
                this.subscription = subscription;
            }
            world.pulse();
        }

        @Override
        public void onNext(Message<String> message) {
            synchronized (this) {
                values.add(message.value());
            }
            world.pulse();
        }

        @Override
        public void onError(Throwable error) {
            synchronized (this) {
                this.error = error;
            }
            world.pulse();
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                complete = true;
            }
            world.pulse();
        }

        synchronized List<String> values() {
            return List.copyOf(values);
        }

        synchronized Flow.@Nullable Subscription subscription() {
            return subscription;
        }

        synchronized boolean isComplete() {
            return complete;
        }

        synchronized @Nullable Throwable error() {
            return error;
        }

        void request(long count) {
            Objects.requireNonNull(subscription()).request(count);
        }

        void cancel() {
            Objects.requireNonNull(subscription()).cancel();
        }
    }

    private static Probe subscribed(Scenario it, Flow.Publisher<Message<String>> publisher) {
        Probe probe = new Probe(it.world());
        publisher.subscribe(probe);
        it.await("onSubscribe was called", () -> probe.subscription() != null);
        return probe;
    }

    private static Flow.Publisher<Message<String>> replay(Scenario it) {
        return it.topic("tides").publisher(SubscribeOptions.from(Position.earliest()));
    }

    @Test
    default void aStreamGivesAsMuchAsIsAskedFor() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 100);
            Probe probe = subscribed(it, replay(it));
            it.world().settle();
            assertThat(probe.values()).isEmpty();

            probe.request(1);
            it.await("one has come", () -> probe.values().size() == 1);
            probe.request(2);
            probe.request(3);
            it.await("six have come", () -> probe.values().size() == 6);
            it.world().settle();
            assertThat(probe.values()).containsExactly("0", "1", "2", "3", "4", "5");

            probe.request(Long.MAX_VALUE);
            it.publishNumbers("tides", 100, 150);
            it.await("all have come", () -> probe.values().size() == 150);
            assertThat(probe.error()).isNull();
        }
    }

    @Test
    default void eachSubscriberIsASubscriptionOfItsOwn() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            Flow.Publisher<Message<String>> publisher = replay(it);
            List<String> values = it.publishNumbers("tides", 0, 10);
            Probe greedy = subscribed(it, publisher);
            Probe modest = subscribed(it, publisher);
            greedy.request(Long.MAX_VALUE);
            modest.request(1);
            it.await(
                    "all have come",
                    () -> greedy.values().size() == 10 && modest.values().size() == 1);
            assertThat(greedy.values()).isEqualTo(values);
            it.await("both are counted", () -> it.broker().stats().subscriptions() == 2);
        }
    }

    @Test
    default void aCancelledStreamGivesNothingMore() {
        try (Scenario it = scenario()) {
            Probe probe = subscribed(it, it.topic("tides").publisher(SubscribeOptions.DEFAULT));
            probe.request(Long.MAX_VALUE);
            it.await("it is counted", () -> it.broker().stats().subscriptions() == 1);
            it.publishNumbers("tides", 0, 1);
            it.await("one has come", () -> probe.values().size() == 1);
            probe.cancel();
            probe.cancel();
            it.await("it is not counted any more", () -> it.broker().stats().subscriptions() == 0);
            it.publishNumbers("tides", 1, 2);
            it.world().settle();
            assertThat(probe.values()).containsExactly("0");
            assertThat(probe.isComplete()).isFalse();
            assertThat(probe.error()).isNull();
        }
    }

    @Test
    default void aStreamCompletesWhenTheBrokerIsClosed() {
        try (Scenario it = scenario()) {
            Probe probe = subscribed(it, it.topic("tides").publisher(SubscribeOptions.DEFAULT));
            it.world().settle();
            it.broker().close();
            it.await("it has completed", probe::isComplete);
            assertThat(probe.error()).isNull();
        }
    }

    @Test
    default void askingForNothingIsAnError() {
        try (Scenario it = scenario()) {
            Probe probe = subscribed(it, it.topic("tides").publisher(SubscribeOptions.DEFAULT));
            probe.request(0);
            it.await("it has failed", () -> probe.error() != null);
            assertThat(probe.error())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3.9");
            it.await("it is not counted any more", () -> it.broker().stats().subscriptions() == 0);
        }
    }

    @Test
    default void aSubscriberOfAClosedBrokerIsToldSo() {
        try (Scenario it = scenario()) {
            Flow.Publisher<Message<String>> publisher = it.topic("tides").publisher(SubscribeOptions.DEFAULT);
            it.broker().close();
            Probe probe = subscribed(it, publisher);
            it.await("it has ended", () -> probe.isComplete() || probe.error() != null);
            assertThat(probe.values()).isEmpty();
        }
    }
}
