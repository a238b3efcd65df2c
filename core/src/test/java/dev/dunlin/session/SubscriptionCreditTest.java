package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much a client lets come for a subscription. */
class SubscriptionCreditTest extends SubscriptionScene {

    @Test
    void halfOfTheCreditIsGivenAgainWhenItHasBeenTaken() {
        subscribe(SubscribeOptions.DEFAULT);
        assertThat(server.only(Frame.Subscribe.class).creditBytes()).isEqualTo(10L * COST);
        server.say(deliver(1, 0, 4));
        assertThat(server.take(Frame.Credit.class)).isEmpty();
        server.say(deliver(1, 4, 7));
        assertThat(server.only(Frame.Credit.class)).isEqualTo(new Frame.Credit(1, 5L * COST));
        server.say(deliver(1, 7, 10));
        assertThat(server.only(Frame.Credit.class).bytes()).isEqualTo(5L * COST);
        assertThat(sequences())
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> (long) i).toList());
    }

    @Test
    void whatIsNotTakenGivesNoCredit() {
        Subscription subscription = subscribe(SubscribeOptions.DEFAULT);
        subscription.pause();
        server.say(deliver(1, 0, 10));
        assertThat(server.take(Frame.Credit.class)).isEmpty();
        assertThat(subscription.stats().lag()).isEqualTo(10);
        assertThat(subscription.stats().unconsumedBytes()).isEqualTo(10L * COST);
        subscription.resume();
        world.run();
        assertThat(server.take(Frame.Credit.class).stream()
                        .mapToLong(Frame.Credit::bytes)
                        .sum())
                .isEqualTo(10L * COST);
        assertThat(subscription.stats().unconsumedBytes()).isZero();
    }

    @Test
    void aServerThatSendsBeyondItsCreditIsDropped() {
        Subscription subscription =
                subscribe(SubscribeOptions.builder().paused().build());
        // The slack is for one message of the largest size, and a frame.
        int tooMany = 12 + (2_000 + (1 << 20)) / COST;
        for (int i = 0; i < tooMany && server.closed == null; i += 100) {
            server.say(deliver(1, i, i + 100));
        }
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.PROTOCOL);
        assertThat(subscription.ended().toCompletableFuture()).isCompleted();
        assertThat(subscription.stats().lag()).isLessThanOrEqualTo(tooMany);
    }

    @Test
    void gapsWithoutEndAreNotKept() {
        subscribe(SubscribeOptions.builder().paused().build());
        Frame.Skipped gap = new Frame.Skipped(1, new Gap("tides", 0, 1, DropReason.MEMORY_FULL));
        for (int i = 0; i < 4_096; i++) {
            server.say(gap);
        }
        assertThat(server.closed).isNull();
        server.say(gap);
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.PROTOCOL);
    }

    @Test
    void aPausedMemberOfAGroupTakesItsCreditBack() {
        Subscription subscription =
                subscribe(SubscribeOptions.builder().group("crew").build());
        server.take(Frame.Subscribe.class);
        server.say(deliver(1, 0, 2));
        subscription.pause();
        world.run();
        assertThat(server.only(Frame.Credit.class)).isEqualTo(new Frame.Credit(1, -8L * COST));
        server.say(deliver(1, 2, 3));
        subscription.resume();
        world.run();
        long given = server.take(Frame.Credit.class).stream()
                .mapToLong(Frame.Credit::bytes)
                .sum();
        assertThat(given).isEqualTo(8L * COST);
        server.say(deliver(1, 3, 5));
        assertThat(server.only(Frame.Credit.class).bytes())
                .as("for the five that were taken")
                .isEqualTo(5L * COST);
    }

    @Test
    void aMemberThatStartsPausedGivesNoCreditUntilItGoesOn() {
        Subscription subscription =
                subscribe(SubscribeOptions.builder().group("crew").paused().build());
        assertThat(server.only(Frame.Subscribe.class).creditBytes()).isZero();
        subscription.resume();
        world.run();
        assertThat(server.only(Frame.Credit.class)).isEqualTo(new Frame.Credit(1, 10L * COST));
    }

    @Test
    void pausingAndGoingOnAtOnceSaysNothing() {
        Subscription subscription =
                subscribe(SubscribeOptions.builder().group("crew").build());
        server.received.clear();
        subscription.pause();
        subscription.resume();
        world.run();
        assertThat(server.received).isEmpty();
    }
}
