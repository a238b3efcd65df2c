package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.TransportScenario.Link;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a transport promises of the end of a connection. */
public interface TransportClosingContract extends TransportScenarios {

    @Test
    default void closingSendsWhatIsQueuedFirst() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            int count = 1_000;
            LongStream.range(0, count).mapToObj(Frame.Ping::new).forEach(link.client()::send);
            link.client().send(new Frame.Goodbye(CloseReason.NORMAL, "done"));
            link.client().close(new Closed(CloseReason.NORMAL, "I am done"));

            assertThat(link.serverSees().awaitClosed()).isEqualTo(new Closed(CloseReason.NORMAL, "done"));
            assertThat(link.clientSees().awaitClosed()).isEqualTo(new Closed(CloseReason.NORMAL, "I am done"));
            assertThat(link.serverSees().frames().subList(0, count)).isEqualTo(pings(count));
            assertThat(link.serverSees().frames()).hasSize(count + 1);
        }
    }

    @Test
    default void closingSendsWhatIsQueuedToAPeerThatTalksToo() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            for (int i = 0; i < 200; i++) {
                link.server().send(SampleFrames.publish(10_000));
            }
            link.server().flush();
            int count = 200;
            for (int i = 0; i < count; i++) {
                link.client().send(SampleFrames.publish(10_000));
            }
            link.client().send(new Frame.Goodbye(CloseReason.SHUTDOWN, "going"));
            link.client().close(new Closed(CloseReason.SHUTDOWN, "going"));

            assertThat(link.serverSees().awaitClosed()).isEqualTo(new Closed(CloseReason.SHUTDOWN, "going"));
            assertThat(link.serverSees().frames()).hasSize(count + 1);
        }
    }

    @Test
    default void anEndWithoutAGoodbyeIsALoss() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            link.client().close(new Closed(CloseReason.NORMAL, "done"));

            assertThat(link.serverSees().awaitClosed().reason()).isEqualTo(CloseReason.LOST);
            assertThat(link.clientSees().awaitClosed().reason()).isEqualTo(CloseReason.NORMAL);
        }
    }

    @Test
    default void theReceiverIsToldOfTheEndOnceAndLast() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            for (int i = 0; i < 100; i++) {
                link.server().send(new Frame.Ping(i));
                link.server().flush();
            }
            for (int i = 0; i < 8; i++) {
                Closed how = new Closed(CloseReason.NORMAL, "close " + i);
                it.world().environment().executor().execute(() -> link.client().close(how));
                it.world().environment().executor().execute(() -> link.server().close(how));
            }

            link.clientSees().awaitClosed();
            link.serverSees().awaitClosed();
            it.world().settle();
            assertThat(link.clientSees().ends()).hasSize(1);
            assertThat(link.serverSees().ends()).hasSize(1);
            assertThat(link.clientSees().afterTheEnd()).isEmpty();
            assertThat(link.serverSees().afterTheEnd()).isEmpty();
        }
    }

    @Test
    default void aReceiverMayCloseItsConnection() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            link.serverSees().onEach(frame -> link.server().close(new Closed(CloseReason.NORMAL, "enough")));
            LongStream.range(0, 100).mapToObj(Frame.Ping::new).forEach(link.client()::send);
            link.client().flush();

            assertThat(link.serverSees().awaitClosed().detail()).isEqualTo("enough");
            assertThat(link.serverSees().frames()).hasSize(1);
            assertThat(link.serverSees().overlaps()).isEmpty();
        }
    }

    @Test
    default void whatIsSentAfterTheEndIsDropped() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            link.client().close(new Closed(CloseReason.NORMAL, "done"));
            link.client().send(new Frame.Ping(1));
            link.client().flush();
            link.clientSees().awaitClosed();
            link.client().send(new Frame.Ping(2));
            link.client().flush();
            link.client().pauseReading();
            link.client().resumeReading();

            link.serverSees().awaitClosed();
            assertThat(link.serverSees().frames()).isEmpty();
        }
    }

    private static List<Frame> pings(int count) {
        return LongStream.range(0, count).<Frame>mapToObj(Frame.Ping::new).toList();
    }
}
