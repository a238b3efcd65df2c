package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Codec;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client tells of the messages that it was given: dealt with, not dealt with, too late. */
class SubscriptionFatesTest extends SubscriptionScene {

    @Test
    void whatIsFollowedIsAcknowledgedWhenItsHandlerHasReturned() {
        client.subscribe(
                "tides",
                Codec.bytes(),
                SubscribeOptions.builder().maxAttempts(3).build(),
                message -> {
                    if (message.sequence() == 1) {
                        throw new IllegalStateException("again");
                    }
                    message.reject();
                });
        world.run();
        server.say(deliver(1, 0, 4));
        assertThat(server.take(Frame.Acknowledge.class).stream().flatMap(frame -> frame.sequences().stream()))
                .containsExactly(0L, 2L, 3L);
        assertThat(server.only(Frame.Reject.class)).isEqualTo(new Frame.Reject(1, "tides", List.of(1L)));
    }

    @Test
    void acknowledgementsGoTogether() {
        subscribe(SubscribeOptions.builder().group("crew").build());
        server.say(deliver(1, 0, 9));
        List<Frame.Acknowledge> frames = server.take(Frame.Acknowledge.class);
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).sequences()).hasSize(9);
    }

    @Test
    void byHandEachIsAcknowledgedOnceAndNoOther() {
        Subscription subscription = subscribe(byHand().build());
        server.say(deliver(1, 0, 4));
        assertThat(server.take(Frame.Acknowledge.class)).isEmpty();
        came.get(0).acknowledge();
        came.get(0).acknowledge();
        came.get(0).reject();
        came.get(1).reject();
        subscription.acknowledge("tides", 2);
        subscription.acknowledge("tides", 2);
        subscription.acknowledge("tides", 77);
        subscription.reject("winds", 3);
        world.run();
        assertThat(server.only(Frame.Acknowledge.class)).isEqualTo(new Frame.Acknowledge(1, "tides", List.of(0L, 2L)));
        assertThat(server.only(Frame.Reject.class)).isEqualTo(new Frame.Reject(1, "tides", List.of(1L)));
        assertThat(subscription.stats().acknowledged()).isEqualTo(2);
    }

    @Test
    void whatNobodyAcknowledgesIsNotRememberedForEver() {
        Subscription subscription = subscribe(byHand().maxUnacknowledged(2).build());
        for (int i = 0; i < 6; i++) {
            server.say(deliver(1, i, i + 1));
        }
        IntStream.range(0, 6).forEach(i -> subscription.acknowledge("tides", i));
        world.run();
        assertThat(server.only(Frame.Acknowledge.class).sequences()).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aPublishBeforeAnAcknowledgementLeavesBeforeIt() {
        client.subscribe("tides", Codec.bytes(), byHand().build(), message -> {
            client.topic("results", Codec.bytes()).publish(message.value());
            message.acknowledge();
        });
        world.run();
        server.received.clear();
        server.say(deliver(1, 0, 1));
        assertThat(server.received.stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("Publish", "Acknowledge");
    }

    @Test
    void whatWasAcknowledgedBeforeTheEndIsSaidBeforeIt() {
        Subscription subscription = subscribe(byHand().build());
        server.say(deliver(1, 0, 2));
        server.received.clear();
        came.get(1).acknowledge();
        subscription.close();
        came.get(0).acknowledge();
        world.run();
        assertThat(server.received.stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("Acknowledge", "Unsubscribe");
    }

    @Test
    void whatExpiredHereGivesItsPlaceBack() {
        Subscription subscription =
                subscribe(SubscribeOptions.builder().group("crew").build());
        long now = world.clock().millis();
        server.say(new Frame.Deliver(1, List.of(new Frame.Delivery(envelope(0, now), 1), delivery(1))));
        assertThat(server.only(Frame.Reject.class).sequences()).containsExactly(0L);
        assertThat(server.only(Frame.Acknowledge.class).sequences()).containsExactly(1L);
        assertThat(subscription.stats().expired()).isEqualTo(1);
    }

    @Test
    void whatHasWaitedTooLongIsTheServersAgain() {
        Subscription subscription =
                subscribe(byHand().ackTimeout(Duration.ofSeconds(10)).build());
        subscription.pause();
        world.run();
        server.say(deliver(1, 0, 1));
        world.advance(Duration.ofSeconds(5));
        server.say(deliver(1, 1, 2));
        world.advance(Duration.ofSeconds(5));
        subscription.resume();
        world.run();
        assertThat(sequences()).containsExactly(1L);
        assertThat(subscription.stats().skipped()).isEqualTo(1);
        assertThat(server.take(Frame.Reject.class)).isEmpty();
    }
}
