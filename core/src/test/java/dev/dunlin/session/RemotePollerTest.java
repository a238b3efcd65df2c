package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Polling a broker at a distance. */
class RemotePollerTest extends SubscriptionScene {

    @Test
    void aPollerOfALostConnectionGivesWhatCameAndThenTellsIt() {
        Poller<byte[]> poller = client.poller("tides", Codec.bytes(), SubscribeOptions.DEFAULT);
        world.run();
        server.say(deliver(1, 0, 2));
        server.connection.peer.hangUp();
        world.run();
        assertThat(poller.poll(5, Duration.ofSeconds(1))).hasSize(2);
        assertThatThrownBy(poller::poll)
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.CONNECTION_LOST));
        poller.close();
    }

    @Test
    void aPollerDoesNotWaitOnTheThreadThatServesTheConnection() {
        Poller<byte[]> poller = client.poller("tides", Codec.bytes(), SubscribeOptions.DEFAULT);
        AtomicReference<DunlinException> fault = new AtomicReference<>();
        poller.subscription()
                .established()
                .thenRun(() -> fault.set(
                        catchThrowableOfType(DunlinException.class, () -> poller.poll(Duration.ofSeconds(1)))));
        world.run();
        server.say(new Frame.Subscribed(1));
        assertThat(fault.get().reason()).isEqualTo(Reason.WOULD_BLOCK);
    }

    @Test
    void aPollerIsToldOfTheEndWhileItWaits() {
        Poller<byte[]> poller = client.poller("tides", Codec.bytes(), SubscribeOptions.DEFAULT);
        world.scheduler().schedule(Duration.ofSeconds(1).toNanos(), poller::close);
        assertThatThrownBy(() -> poller.poll(Duration.ofMinutes(1))).isInstanceOf(IllegalStateException.class);
    }
}
