package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.SubscriptionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Subscribing by asking. */
public interface PollerContract extends BrokerScenarios {

    /** Long: only a failure waits it out, or virtual time. */
    Duration LONG = Duration.ofSeconds(10);

    private static Poller<String> poller(Scenario it, SubscribeOptions options) {
        Poller<String> poller = it.topic("tides").poller(options);
        it.get(poller.subscription().established());
        return poller;
    }

    @Test
    default void messagesArePolledInOrder() {
        try (Scenario it = scenario();
                Poller<String> poller = poller(it, SubscribeOptions.DEFAULT)) {
            List<String> values = it.publishNumbers("tides", 0, 2_000);
            List<String> polled = new ArrayList<>();
            polled.add(poller.poll(LONG).orElseThrow().value());
            while (polled.size() < values.size()) {
                List<Message<String>> some = poller.poll(300, LONG);
                assertThat(some).isNotEmpty().hasSizeLessThanOrEqualTo(300);
                some.forEach(message -> polled.add(message.value()));
            }
            assertThat(polled).isEqualTo(values);
            assertThat(poller.poll()).isEmpty();
        }
    }

    @Test
    default void pollingWithoutWaitingGivesWhatIsThere() {
        needs(Feature.REPLAY);
        try (Scenario it = scenario()) {
            it.publishNumbers("tides", 0, 2);
            try (Poller<String> poller = poller(it, SubscribeOptions.from(Position.earliest()))) {
                List<String> polled = new ArrayList<>();
                it.await("both were polled", () -> {
                    poller.poll().ifPresent(message -> polled.add(message.value()));
                    poller.poll().ifPresent(message -> polled.add(message.value()));
                    return polled.size() == 2;
                });
                assertThat(polled).containsExactly("0", "1");
                assertThat(poller.poll()).isEmpty();
            }
        }
    }

    @Test
    default void anEmptyAnswerTellsThatTheTimePassed() {
        try (Scenario it = scenario();
                Poller<String> poller = poller(it, SubscribeOptions.DEFAULT)) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(5));
            Instant begun = it.world().now();
            assertThat(poller.poll(timeout)).isEmpty();
            assertThat(Duration.between(begun, it.world().now())).isGreaterThanOrEqualTo(timeout.minusMillis(2));
            assertThat(poller.poll(5, timeout)).isEmpty();
            assertThat(poller.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    default void aWaitEndsWhenAMessageComes() {
        try (Scenario it = scenario();
                Poller<String> poller = poller(it, SubscribeOptions.DEFAULT)) {
            Duration later = it.world().scaled(Duration.ofSeconds(2));
            it.world()
                    .environment()
                    .scheduler()
                    .schedule(later.toNanos(), () -> it.topic("tides").publish("a"));
            assertThat(poller.poll(LONG).map(Message::value)).contains("a");

            it.world()
                    .environment()
                    .scheduler()
                    .schedule(later.toNanos(), () -> it.topic("tides").publish("b"));
            assertThat(poller.poll(10, LONG).stream().map(Message::value)).containsExactly("b");
        }
    }

    @Test
    default void whatHasExpiredIsNotPolled() {
        needs(Feature.MESSAGE_TTL);
        try (Scenario it = scenario();
                Poller<String> poller = poller(it, SubscribeOptions.DEFAULT)) {
            Duration life = it.world().scaled(Duration.ofSeconds(5));
            it.topic("tides").publish("brief", PublishOptions.ttl(life)).accepted();
            it.topic("tides").publish("long").accepted();
            it.world().settle();
            it.world().advance(life);
            assertThat(poller.poll(LONG).map(Message::value)).contains("long");
            assertThat(poller.poll()).isEmpty();
        }
    }

    @Test
    default void pollingAcknowledgesUnlessByHand() {
        needs(Feature.ACKNOWLEDGEMENT);
        try (Scenario it = scenario()) {
            Duration timeout = it.world().scaled(Duration.ofSeconds(10));
            SubscribeOptions byHand =
                    SubscribeOptions.builder().manual().ackTimeout(timeout).build();
            try (Poller<String> poller = poller(it, byHand)) {
                it.publishNumbers("tides", 0, 1);
                assertThat(poller.poll(LONG).orElseThrow().attempt()).isEqualTo(1);
                Message<String> again = poller.poll(timeout.plus(LONG)).orElseThrow();
                assertThat(again.attempt()).isEqualTo(2);
                again.acknowledge();
                assertThat(poller.poll(timeout.multipliedBy(2))).isEmpty();
                it.await("it is counted", () -> poller.subscription().stats().acknowledged() == 1);
            }
        }
    }

    @Test
    default void aClosedPollerIsACallersMistake() {
        try (Scenario it = scenario()) {
            Poller<String> poller = poller(it, SubscribeOptions.DEFAULT);
            poller.close();
            poller.close();
            assertThatThrownBy(poller::poll).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> poller.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> poller.poll(1, Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThat(it.get(poller.subscription().ended())).isEqualTo(new SubscriptionEnd.Cancelled());
        }
    }

    @Test
    default void aPollerOfAClosedBrokerTellsSo() {
        try (Scenario it = scenario()) {
            Poller<String> poller = poller(it, SubscribeOptions.DEFAULT);
            it.broker().close();
            it.world().settle();
            for (Runnable poll : List.<Runnable>of(poller::poll, () -> poller.poll(LONG), () -> poller.poll(3, LONG))) {
                assertThatThrownBy(poll::run)
                        .isInstanceOfSatisfying(
                                DunlinException.class,
                                fault -> assertThat(fault.reason()).isEqualTo(Reason.CLOSED));
            }
            assertThatCode(poller::close).doesNotThrowAnyException();
        }
    }

    @Test
    default void aWaitEndsWhenTheBrokerIsClosed() {
        try (Scenario it = scenario()) {
            Poller<String> poller = poller(it, SubscribeOptions.DEFAULT);
            Duration later = it.world().scaled(Duration.ofSeconds(2));
            it.world()
                    .environment()
                    .scheduler()
                    .schedule(
                            later.toNanos(),
                            () -> it.world().environment().executor().execute(it.broker()::close));
            assertThatThrownBy(() -> poller.poll(Duration.ofMinutes(1)))
                    .isInstanceOfSatisfying(
                            DunlinException.class,
                            fault -> assertThat(fault.reason()).isEqualTo(Reason.CLOSED));
        }
    }

    @Test
    default void anOverloadedPollerIsToldSo() {
        needs(Feature.OVERLOAD);
        try (Scenario it = scenario()) {
            SubscribeOptions options = SubscribeOptions.builder()
                    .overload(Overload.DISCONNECT, 1_000)
                    .build();
            Poller<String> poller = poller(it, options);
            it.topic("tides").publish("x".repeat(5_000)).accepted();
            it.world().settle();
            it.await("the poller throws", () -> {
                try {
                    poller.poll();
                    return false;
                } catch (DunlinException e) {
                    return true;
                }
            });
        }
    }

    @Test
    default void aPollOutOfBoundsIsRefused() {
        try (Scenario it = scenario();
                Poller<String> poller = poller(it, SubscribeOptions.DEFAULT)) {
            assertThatThrownBy(() -> poller.poll(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeout=PT-0.001S");
            assertThatThrownBy(() -> poller.poll(1, Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeout=PT-0.001S");
            assertThatThrownBy(() -> poller.poll(0, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("max=0");
        }
    }
}
