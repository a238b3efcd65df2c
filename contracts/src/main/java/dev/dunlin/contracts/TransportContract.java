package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.contracts.TransportScenario.Link;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Transport} promises. A test class implements this interface, gives a transport and addresses, and so is
 * tested.
 */
public interface TransportContract extends TransportClosingContract {

    @Test
    default void acceptsTheSchemeOfItsAddresses() {
        assertThat(transport().accepts(address().getScheme())).isTrue();
        assertThat(transport().accepts("nonesuch")).isFalse();
    }

    @Test
    default void framesOfEveryKindArriveAsTheyWereSent() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            List<Frame> frames = SampleFrames.ofEveryKind();
            assertThat(frames)
                    .<Class<?>>extracting(Object::getClass)
                    .contains(Arrays.stream(Frame.class.getPermittedSubclasses())
                            .filter(Frame.class::isAssignableFrom)
                            .toArray(Class<?>[]::new));
            frames.forEach(link.client()::send);
            link.client().flush();
            frames.forEach(link.server()::send);
            link.server().flush();

            link.serverSees().awaitFrames(frames.size());
            link.clientSees().awaitFrames(frames.size());
            assertThat(FrameText.of(link.serverSees().frames())).isEqualTo(FrameText.of(frames));
            assertThat(FrameText.of(link.clientSees().frames())).isEqualTo(FrameText.of(frames));
        }
    }

    @Test
    default void framesArriveInTheOrderInWhichTheyWereSent() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            int count = 10_000;
            for (int i = 0; i < count; i++) {
                link.client().send(new Frame.Ping(i));
                link.server().send(new Frame.Pong(i));
                if (i % 7 == 0) {
                    link.client().flush();
                    link.server().flush();
                }
            }
            link.client().flush();
            link.server().flush();

            assertThat(link.serverSees().awaitFrames(count)).isEqualTo(pings(count));
            assertThat(link.clientSees().awaitFrames(count))
                    .isEqualTo(
                            LongStream.range(0, count).mapToObj(Frame.Pong::new).toList());
        }
    }

    @Test
    default void framesOfOneSenderStayInOrderAmongThoseOfOthers() {
        int senders = 4;
        int each = 5_000;
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            for (int sender = 0; sender < senders; sender++) {
                long first = (long) sender * each;
                it.world().environment().executor().execute(() -> {
                    for (int i = 0; i < each; i++) {
                        link.client().send(new Frame.Ping(first + i));
                        if (i % 3 == 0) {
                            link.client().flush();
                        }
                    }
                    link.client().flush();
                });
            }

            List<Frame> frames = link.serverSees().awaitFrames(senders * each);
            for (int sender = 0; sender < senders; sender++) {
                long first = (long) sender * each;
                List<Long> ofSender = frames.stream()
                        .map(frame -> ((Frame.Ping) frame).token())
                        .filter(token -> token / each == first / each)
                        .toList();
                assertThat(ofSender)
                        .isEqualTo(LongStream.range(first, first + each).boxed().toList());
            }
        }
    }

    @Test
    default void largeFramesArriveWhole() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            List<Frame> frames = Stream.of(1 << 20, 16 << 20, 0, (1 << 20) + 1)
                    .map(SampleFrames::publish)
                    .toList();
            frames.forEach(frame -> {
                link.client().send(frame);
                link.client().flush();
            });

            link.serverSees().awaitFrames(frames.size());
            assertThat(FrameText.of(link.serverSees().frames())).isEqualTo(FrameText.of(frames));
        }
    }

    @Test
    default void largeCallsArriveWhole() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            List<Frame> frames = Stream.of(0, 64, 16 << 20, (1 << 20) + 1)
                    .flatMap(bytes -> SampleFrames.call(bytes).stream())
                    .toList();
            frames.forEach(frame -> {
                link.client().send(frame);
                link.client().flush();
            });

            link.serverSees().awaitFrames(frames.size());
            assertThat(FrameText.of(link.serverSees().frames())).isEqualTo(FrameText.of(frames));
        }
    }

    @Test
    default void theReceiverIsToldWhenNoMoreHasCome() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            link.client().send(new Frame.Ping(1));
            link.client().send(new Frame.Ping(2));
            link.client().flush();

            link.serverSees().awaitFrames(2);
            it.world()
                    .await(
                            "a pause after the last frame",
                            () -> link.serverSees().pausedAfter() == 2);
        }
    }

    @Test
    default void callsComeOneAtATimeAndBetweenTheExecutorsTasks() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            int count = 2_000;
            for (int i = 0; i < count; i++) {
                link.client().send(new Frame.Ping(i));
                link.client().flush();
                link.server().executor().execute(link.serverSees()::task);
            }

            link.serverSees().awaitFrames(count);
            it.world().await("all tasks have run", () -> link.serverSees().tasks() == count);
            assertThat(link.serverSees().overlaps()).isEmpty();
        }
    }

    @Test
    default void theExecutorRunsTasksInOrder() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            List<Integer> ran = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                int task = i;
                link.client().executor().execute(() -> {
                    ran.add(task);
                    if (task == 999) {
                        link.clientSees().task();
                    }
                });
            }

            it.world().await("the last task has run", () -> link.clientSees().tasks() == 1);
            assertThat(ran).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        }
    }

    @Test
    default void theAcceptorIsToldBeforeTheConnectionIsHadAndMaySend() {
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                RecordingReceiver receiver = it.receiver(connection);
                connection.send(new Frame.Ping(42));
                connection.flush();
                return receiver;
            });
            List<RecordingReceiver> told = new ArrayList<>();
            Connection client = it.connect(listener.address(), TransportLimits.DEFAULT, connection -> {
                RecordingReceiver receiver = it.receiver(connection);
                told.add(receiver);
                return receiver;
            });

            assertThat(told).singleElement().satisfies(receiver -> {
                assertThat(receiver.connection()).isSameAs(client);
                assertThat(receiver.awaitFrames(1)).containsExactly(new Frame.Ping(42));
            });
        }
    }

    @Test
    default void aPausedConnectionReceivesNothingAndThenAll() {
        TransportLimits limits = new TransportLimits(1 << 20, 64 << 10, 128 << 20);
        int count = 768;
        try (TransportScenario it = transportScenario()) {
            Link link = it.link(limits);
            link.serverSees().onEach(frame -> {
                if (link.serverSees().frames().size() == 1) {
                    link.server().pauseReading();
                }
            });
            Frame frame = SampleFrames.publish(64 << 10);
            for (int i = 0; i < count; i++) {
                link.client().send(frame);
                link.client().flush();
            }
            link.serverSees().awaitFrames(1);
            it.world().settle();

            assertThat(link.serverSees().frames()).hasSize(1);
            assertThat(link.client().isWritable()).isFalse();
            // The first frame may have been taken before the second was sent, and the sender told of that.
            int told = link.clientSees().writables();
            assertThat(told).isLessThanOrEqualTo(1);

            link.server().resumeReading();
            link.serverSees().awaitFrames(count);
            it.world().await("the sender is told", () -> link.clientSees().writables() > told);
            assertThat(link.client().isWritable()).isTrue();
        }
    }

    @Test
    default void whatIsQueuedBeyondTheBoundEndsTheConnectionAndNoOther() {
        assertBounded(SampleFrames.publish(64 << 10));
    }

    @Test
    default void callsThatAreQueuedBeyondTheBoundEndTheConnectionAndNoOther() {
        SampleFrames.call(64 << 10).forEach(this::assertBounded);
    }

    private void assertBounded(Frame frame) {
        TransportLimits limits = new TransportLimits(1 << 20, 64 << 10, 1 << 20);
        try (TransportScenario it = transportScenario()) {
            Link link = it.link(limits);
            Link other = it.link(limits);
            link.server().pauseReading();
            for (int i = 0; i < 12; i++) {
                link.client().send(frame);
            }
            it.world().settle();
            assertThat(link.clientSees().ends()).as("within the bound").isEmpty();
            // 16 MiB: the bound, and what a system may take off the queue although nobody flushes.
            for (int i = 12; i < 256; i++) {
                link.client().send(frame);
            }

            assertThat(link.clientSees().awaitClosed().reason()).isEqualTo(CloseReason.OVERFLOW);
            other.client().send(frame);
            other.client().flush();
            other.serverSees().awaitFrames(1);
            assertThat(other.clientSees().ends()).isEmpty();
        }
    }

    @Test
    default void aReceiverThatThrowsEndsItsConnectionAndNoOther() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            Link other = it.link();
            link.serverSees().onEach(frame -> {
                throw new IllegalStateException("thrown on purpose by a test");
            });
            link.client().send(new Frame.Ping(1));
            link.client().send(new Frame.Ping(2));
            link.client().flush();

            assertThat(link.serverSees().awaitClosed().reason()).isEqualTo(CloseReason.INTERNAL);
            assertThat(link.serverSees().frames()).hasSize(1);
            link.clientSees().awaitClosed();
            other.client().send(new Frame.Ping(3));
            other.client().flush();
            assertThat(other.serverSees().awaitFrames(1)).containsExactly(new Frame.Ping(3));
        }
    }

    @Test
    default void anAcceptorThatThrowsEndsItsConnectionAndNoOther() {
        try (TransportScenario it = transportScenario()) {
            List<Connection> seen = new ArrayList<>();
            Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                seen.add(connection);
                if (seen.size() == 1) {
                    throw new IllegalStateException("thrown on purpose by a test");
                }
                return it.receiver(connection);
            });
            it.connect(listener.address()).awaitClosed();
            RecordingReceiver accepted = it.connect(listener.address());
            it.world().settle();

            assertThat(accepted.ends()).isEmpty();
        }
    }

    @Test
    default void connectionsDoNotMix() {
        try (TransportScenario it = transportScenario()) {
            List<Link> links = IntStream.range(0, 50).mapToObj(i -> it.link()).toList();
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < links.size(); i++) {
                    links.get(i).client().send(new Frame.Ping(i));
                    links.get(i).client().flush();
                }
            }
            for (int i = 0; i < links.size(); i++) {
                Frame own = new Frame.Ping(i);
                assertThat(links.get(i).serverSees().awaitFrames(20)).allMatch(own::equals);
            }
        }
    }

    @Test
    default void connectingWhereNobodyListensFails() {
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, it::receiver);
            it.get(listener.close());

            DunlinException fault = it.fault(it.connecting(listener.address()));
            assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(fault).hasMessageContaining(listener.address().toString());
        }
    }

    @Test
    default void listeningWhereSomebodyListensFails() {
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, it::receiver);

            DunlinException fault = it.fault(it.listening(listener.address()));
            assertThat(fault.reason()).isEqualTo(Reason.ADDRESS_UNAVAILABLE);
            assertThat(fault).hasMessageContaining(listener.address().toString());
        }
    }

    @Test
    default void aClosedListenerLeavesItsAddressFreeAndItsConnectionsAlone() {
        try (TransportScenario it = transportScenario()) {
            Link link = it.link();
            it.get(link.listener().close());
            it.get(link.listener().close());
            Listener next = it.listen(link.listener().address(), TransportLimits.DEFAULT, it::receiver);
            assertThat(next.address()).isEqualTo(link.listener().address());

            link.client().send(new Frame.Ping(1));
            link.client().flush();
            assertThat(link.serverSees().awaitFrames(1)).containsExactly(new Frame.Ping(1));
        }
    }

    @Test
    default void aMalformedAddressIsTheCallersError() {
        try (TransportScenario it = transportScenario()) {
            URI malformed = URI.create(address().getScheme() + ":nowhere");
            assertThatThrownBy(() -> it.listening(malformed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nowhere");
            assertThatThrownBy(() -> it.connecting(malformed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    private static List<Frame> pings(int count) {
        return LongStream.range(0, count).<Frame>mapToObj(Frame.Ping::new).toList();
    }
}
