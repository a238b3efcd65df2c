package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the transport is found, what it says when it cannot, and how long it waits. */
final class NettyTransportTest {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final URI ANY_PORT = URI.create("tcp://127.0.0.1:0");

    private final World world = World.system();
    private final HeldTimers timers = new HeldTimers();
    private final Transport transport = new NettyTransport();

    /** What a receiver was told, in words. */
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** How many receivers were made. */
    private final AtomicInteger receivers = new AtomicInteger();

    @Test
    void isFoundByItsScheme() {
        assertThat(Transports.find("tcp")).containsInstanceOf(NettyTransport.class);
        assertThat(Transports.forAddress(ANY_PORT)).isInstanceOf(NettyTransport.class);
    }

    @Test
    void aPortInUseIsNamedWithTheMend() {
        Listener listener = await(listen(ANY_PORT));
        URI taken = listener.address();

        assertThat(taken.getPort()).isPositive();
        assertFault(
                listen(taken),
                Reason.ADDRESS_UNAVAILABLE,
                taken + ": address already in use; choose another port, or 0 for any");
        assertFault(
                new NettyTransport(EventLoops::nio).listen(taken, timers, TransportLimits.DEFAULT, this::receiver),
                Reason.ADDRESS_UNAVAILABLE,
                taken + ": address already in use; choose another port, or 0 for any");
        await(listener.close());
    }

    @Test
    void anAddressOfAnotherMachineIsNamedWithTheMend() {
        URI elsewhere = URI.create("tcp://192.0.2.1:7400");
        assertFault(
                listen(elsewhere),
                Reason.ADDRESS_UNAVAILABLE,
                "tcp://192.0.2.1:7400: not an address of this machine; choose one that is, or 0.0.0.0 for all");
    }

    @Test
    void aNameThatDoesNotResolveIsNamedWithTheMend() {
        URI nowhere = URI.create("tcp://no.such.host.invalid:7400");
        assertFault(
                connect(nowhere),
                Reason.UNREACHABLE,
                "tcp://no.such.host.invalid:7400: the name does not resolve; check its spelling");
        assertFault(
                listen(nowhere),
                Reason.ADDRESS_UNAVAILABLE,
                "tcp://no.such.host.invalid:7400: the name does not resolve; name an address of this machine");
    }

    @Test
    void aRefusalIsNamedWithTheMend() {
        Listener listener = await(listen(ANY_PORT));
        await(listener.close());
        URI closed = listener.address();

        for (EventLoops loops : List.of(EventLoops.preferred(), EventLoops.nio())) {
            CompletionStage<Connection> connecting =
                    new NettyTransport(() -> loops).connect(closed, timers, TransportLimits.DEFAULT, this::receiver);
            assertFault(connecting, Reason.UNREACHABLE, closed + ": connection refused; is a broker listening there?");
        }
        assertThat(timers.held()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"localhost", "[::1]", "127.0.0.1"})
    void namesAndAddressesOfBothKindsAreListenedOn(String host) {
        Listener listener = await(listen(URI.create("tcp://" + host + ":0")));

        assertThat(listener.address()).hasScheme("tcp").hasHost(host);
        Connection connection = await(connect(listener.address()));
        assertThat(connection.peer()).endsWith(":" + listener.address().getPort());
        world.await("both are accepted", () -> receivers.get() == 2);
        connection.close(new Closed(CloseReason.NORMAL, "done"));
        await(listener.close());
        world.await("both ends are told", () -> told.size() == 2);
    }

    @Test
    void malformedAddressesAndMissingArgumentsAreTheCallersErrorsAtOnce() {
        assertThatThrownBy(() -> listen(URI.create("tcp:7400"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connect(ANY_PORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port 0");
        assertThatThrownBy(() -> transport.listen(ANY_PORT, timers, TransportLimits.DEFAULT, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("acceptor");
        assertThatThrownBy(() -> transport.listen(ANY_PORT, timers, null, this::receiver))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("limits");
        assertThatThrownBy(() -> transport.listen(ANY_PORT, null, TransportLimits.DEFAULT, this::receiver))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("environment");
        assertThatThrownBy(() -> transport.listen(null, timers, TransportLimits.DEFAULT, this::receiver))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("address");
    }

    @Test
    void anAcceptorThatThrowsFailsTheConnecting() {
        Listener listener = await(listen(ANY_PORT));
        CompletionStage<Connection> connecting =
                transport.connect(listener.address(), timers, TransportLimits.DEFAULT, connection -> {
                    throw new IllegalStateException("thrown on purpose by a test");
                });

        assertThatThrownBy(() -> await(connecting)).hasRootCauseMessage("thrown on purpose by a test");
        world.await("the other end is told why", () -> told.equals(List.of("INTERNAL a fault on the other side")));
        await(listener.close());
    }

    @Test
    void connectingIsGivenUpAfterAWhile() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        // Nobody accepts: two fill the line, and the third is not answered.
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                waiting.add(new Socket(deaf.getInetAddress(), deaf.getLocalPort()));
            }
            URI address = URI.create("tcp://127.0.0.1:" + deaf.getLocalPort());
            CompletionStage<Connection> connecting = connect(address);
            assertThat(timers.held())
                    .singleElement()
                    .satisfies(timer -> assertThat(timer.delayNanos())
                            .isEqualTo(Duration.ofSeconds(10).toNanos()));
            timers.held().peek().task().run();

            assertFault(connecting, Reason.UNREACHABLE, address + ": no answer within 10 s");
            assertThat(told).isEmpty();
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void aPeerThatTakesNothingIsWaitedForOnlySoLong() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connection connection = await(connect(URI.create("tcp://127.0.0.1:" + deaf.getLocalPort())));
            Frame large = new Frame.Publish(
                    1, List.of(new Frame.Outgoing("tides", new byte[1 << 20], Attributes.NONE, 0, 0)));
            for (int i = 0; i < 60; i++) {
                connection.send(large);
            }
            connection.close(new Closed(CloseReason.SHUTDOWN, "going"));
            world.await("a timer is set", () -> !timers.held().isEmpty());
            assertThat(timers.held())
                    .singleElement()
                    .satisfies(timer -> assertThat(timer.delayNanos())
                            .isEqualTo(Duration.ofSeconds(3).toNanos()));
            // What was asked of the event loop before has been done, and yet the end has not come.
            runOn(connection);
            assertThat(told).isEmpty();

            timers.held().peek().task().run();
            world.await("the receiver is told", () -> told.equals(List.of("SHUTDOWN going")));
        }
    }

    @Test
    void aPeerThatDoesNotCloseItsHalfHoldsNothingUp() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connection connection = await(connect(URI.create("tcp://127.0.0.1:" + slow.getLocalPort())));
            try (Socket peer = slow.accept()) {
                connection.close(new Closed(CloseReason.NORMAL, "done"));
                world.await("the receiver is told", () -> told.equals(List.of("NORMAL done")));

                assertThat(peer.getInputStream().read()).isEqualTo(-1);
                assertThat(timers.held()).hasSize(1);
                timers.held().peek().task().run();
            }
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void noTimerIsLeftBehind() {
        Listener listener = await(listen(ANY_PORT));
        List<Connection> connections = Stream.generate(() -> await(connect(listener.address())))
                .limit(5)
                .toList();
        world.await("all are accepted", () -> receivers.get() == 10);
        connections.forEach(connection -> connection.close(new Closed(CloseReason.NORMAL, "done")));
        await(listener.close());

        world.await("all ends are told", () -> told.size() == 10);
        world.await("no timer is left", () -> timers.held().isEmpty());
    }

    @Test
    void threadsAreDaemonsAndNoMoreThanCores() {
        Listener listener = await(listen(ANY_PORT));
        List<Connection> connections = Stream.generate(() -> await(connect(listener.address())))
                .limit(20)
                .toList();
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dunlin-epoll")
                        || thread.getName().startsWith("dunlin-nio"))
                .toList();
        connections.forEach(connection -> connection.close(new Closed(CloseReason.NORMAL, "done")));
        await(listener.close());

        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
        long kinds = threads.stream()
                .map(thread -> thread.getName().substring(0, 9))
                .distinct()
                .count();
        assertThat((long) threads.size())
                .isLessThanOrEqualTo(kinds * Runtime.getRuntime().availableProcessors());
    }

    private void runOn(Connection connection) {
        AtomicReference<Boolean> ran = new AtomicReference<>(false);
        connection.executor().execute(() -> ran.set(true));
        world.await("a task has run", ran::get);
    }

    private CompletionStage<Listener> listen(URI address) {
        return transport.listen(address, timers, TransportLimits.DEFAULT, this::receiver);
    }

    private CompletionStage<Connection> connect(URI address) {
        return transport.connect(address, timers, TransportLimits.DEFAULT, this::receiver);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return Environment.system().await(stage, PATIENCE_NANOS);
    }

    /** The stage fails with the fault itself, not with something around it. */
    private static void assertFault(CompletionStage<?> stage, Reason reason, String message) {
        Throwable failure = await(stage.handle((value, thrown) -> thrown));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(reason))
                .hasMessage(message);
    }

    private Receiver receiver(Connection connection) {
        receivers.incrementAndGet();
        world.pulse();
        return new Receiver() {
            @Override
            public void onFrame(Frame frame) {}

            @Override
            public void onPause() {}

            @Override
            public void onWritable() {}

            @Override
            public void onClosed(Closed how) {
                told.add(how.reason() + " " + how.detail());
                world.pulse();
            }
        };
    }
}
