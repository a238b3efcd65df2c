package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.environment.Worker;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the transport inside the JVM promises besides what every transport does. */
class InMemoryTransportTest {

    private static final URI ADDRESS = URI.create("inmem://station");
    private static final TransportLimits SMALL = new TransportLimits(10_000, 10_000, 50_000);
    private static final Closed DONE = new Closed(CloseReason.NORMAL, "done");

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Transport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);

    /** Notes what it is told. */
    private static final class Notes implements Receiver {

        final List<Object> told = new ArrayList<>();
        final List<Frame> frames = new ArrayList<>();
        Connection connection;
        Runnable onEach = () -> {};

        @Nullable
        Closed closed;

        Receiver accept(Connection made) {
            connection = made;
            return this;
        }

        @Override
        public void onFrame(Frame frame) {
            frames.add(frame);
            told.add(frame);
            onEach.run();
        }

        @Override
        public void onPause() {
            told.add("pause");
        }

        @Override
        public void onWritable() {
            told.add("writable");
        }

        @Override
        public void onClosed(Closed how) {
            closed = how;
        }
    }

    private final Notes client = new Notes();
    private final Notes server = new Notes();

    private Listener connect(TransportLimits limits) {
        Listener listener = world.await(transport.listen(ADDRESS, world, limits, server::accept), Long.MAX_VALUE);
        world.await(transport.connect(ADDRESS, world, limits, client::accept), Long.MAX_VALUE);
        world.run();
        return listener;
    }

    private static Frame publish(int bytes) {
        return new Frame.Publish(1, List.of(new Frame.Outgoing("tides", new byte[bytes], Attributes.NONE, 0, 0)));
    }

    @Test
    void itIsFoundByItsScheme() {
        assertThat(Transports.find("inmem")).containsInstanceOf(InMemoryTransport.class);
        assertThat(Transports.find("INMEM")).isPresent();
        assertThat(Transports.find("inmemory")).isEmpty();
    }

    @Test
    void aBrokerIsServedAndReachedByTheAddressAlone() {
        String address = "inmem://by-the-address-alone";
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, address);
                Broker remote = Broker.connect(address)) {
            assertThat(server.address()).isEqualTo(URI.create(address));
            assertThat(remote.topic("tides", Codec.utf8()).publish("in").sequence())
                    .isZero();
            assertThat(broker.topic("tides", Codec.utf8())
                            .latest()
                            .orElseThrow()
                            .value())
                    .isEqualTo("in");
        }
        assertThatThrownBy(() -> Broker.connect(address)).isInstanceOf(DunlinException.class);
    }

    @Test
    void namesAreSharedUnlessAskedOtherwise() {
        URI shared = URI.create("inmem://shared-or-not");
        Listener listener =
                world.await(new InMemoryTransport().listen(shared, world, TransportLimits.DEFAULT, server::accept), 1);
        world.await(new InMemoryTransport().connect(shared, world, TransportLimits.DEFAULT, client::accept), 1);
        assertThatThrownBy(
                        () -> world.await(transport.connect(shared, world, TransportLimits.DEFAULT, client::accept), 1))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("nobody in this JVM listens there");
        listener.close();
    }

    @Test
    void addressesAreNamesAndNothingElse() {
        for (String malformed : List.of("inmem:station", "inmem:///station", "inmem://a/b", "tcp://station")) {
            assertThatThrownBy(() ->
                            transport.connect(URI.create(malformed), world, TransportLimits.DEFAULT, client::accept))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(malformed);
        }
    }

    @Test
    void framesPassByReference() {
        connect(TransportLimits.DEFAULT);
        Frame frame = publish(10);
        client.connection.send(frame);
        client.connection.flush();
        world.run();
        assertThat(server.frames).hasSize(1);
        assertThat(server.frames.get(0)).isSameAs(frame);
        assertThat(server.told).containsExactly(frame, "pause");
    }

    @Test
    void aSenderIsToldWhenHalfHasBeenRead() {
        connect(SMALL);
        server.connection.pauseReading();
        int sent = 0;
        while (client.connection.isWritable()) {
            client.connection.send(publish(900));
            sent++;
        }
        assertThat(sent).isBetween(10, 11);
        client.connection.flush();
        world.run();
        assertThat(client.told).isEmpty();
        List<Integer> readWhenTold = new ArrayList<>();
        server.onEach = () -> {
            server.connection.pauseReading();
            world.executor().execute(() -> {
                if (client.told.contains("writable") && readWhenTold.isEmpty()) {
                    readWhenTold.add(server.frames.size());
                }
                server.connection.resumeReading();
            });
        };
        server.connection.resumeReading();
        world.run();
        assertThat(client.told).containsExactly("writable");
        assertThat(readWhenTold.get(0)).isBetween(5, 7);
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() {
        connect(SMALL);
        client.connection.send(publish(9_800));
        client.connection.send(publish(10_000));
        client.connection.flush();
        world.run();
        assertThat(server.frames).hasSize(1);
        assertThat(server.closed.reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
        assertThat(client.closed.reason()).isEqualTo(CloseReason.LOST);
    }

    @Test
    void beyondTheBoundBothEndsLearnOfTheEnd() {
        connect(SMALL);
        for (int i = 0; i < 100; i++) {
            client.connection.send(publish(900));
        }
        world.run();
        assertThat(client.closed.reason()).isEqualTo(CloseReason.OVERFLOW);
        assertThat(client.closed.detail()).contains("maxQueuedBytes=50000");
        assertThat(server.closed.reason()).isEqualTo(CloseReason.LOST);
        assertThat(server.frames).as("what was queued is not worth waiting for").isEmpty();
    }

    @Test
    void framesThatCostNextToNothingAreBoundedToo() {
        connect(new TransportLimits(1 << 20, 1 << 30, Integer.MAX_VALUE));
        server.connection.pauseReading();
        for (int i = 0; i <= Pipe.MAX_FRAMES; i++) {
            client.connection.send(new Frame.Ping(i));
        }
        world.run();
        assertThat(client.closed.reason()).isEqualTo(CloseReason.OVERFLOW);
    }

    @Test
    void eachEndIsCalledByItsOwnEnvironment() {
        VirtualEnvironment far = VirtualEnvironment.startingAt(Instant.EPOCH);
        transport.listen(ADDRESS, far, TransportLimits.DEFAULT, server::accept);
        transport.connect(ADDRESS, world, TransportLimits.DEFAULT, client::accept);
        world.run();
        client.connection.send(new Frame.Ping(1));
        client.connection.flush();
        world.run();
        assertThat(server.frames).isEmpty();
        far.run();
        assertThat(server.frames).containsExactly(new Frame.Ping(1));
    }

    @Test
    void tasksAreRunAfterTheEndToo() {
        connect(TransportLimits.DEFAULT);
        client.connection.close(DONE);
        world.run();
        List<String> ran = new ArrayList<>();
        client.connection.executor().execute(() -> ran.add("late"));
        world.run();
        assertThat(ran).containsExactly("late");
    }

    @Test
    void waitingInsideAReceiverStandsStillInAVirtualWorldAsInARealOne() {
        connect(TransportLimits.DEFAULT);
        List<String> waited = new ArrayList<>();
        server.onEach = () -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            client.connection.executor().execute(() -> done.complete(null));
            try {
                world.await(done, Duration.ofSeconds(1).toNanos());
                waited.add("came");
            } catch (DunlinException e) {
                waited.add(e.reason().name());
            }
        };
        client.connection.send(new Frame.Ping(1));
        client.connection.flush();
        world.run();
        assertThat(waited).containsExactly("TIMED_OUT");
        assertThat(server.frames).hasSize(1);
    }

    @Test
    void anIdleConnectionHasNothingToRun() {
        connect(TransportLimits.DEFAULT);
        client.connection.send(new Frame.Ping(1));
        client.connection.flush();
        world.run();
        assertThatThrownBy(() -> world.await(new CompletableFuture<>(), Long.MAX_VALUE))
                .as("no event is left, not even a later one")
                .isInstanceOf(DunlinException.class);
        assertThat(world.now()).isEqualTo(Instant.EPOCH);
    }

    /** As when the loop is so quick that this end is over before the one who closes has said so to the other. */
    @Test
    void bothEndsLearnOfTheEndHoweverQuickTheLoopIs() {
        Environment hasty = new Hasty(world);
        transport.listen(ADDRESS, hasty, TransportLimits.DEFAULT, server::accept);
        transport.connect(ADDRESS, hasty, TransportLimits.DEFAULT, client::accept);
        client.connection.send(new Frame.Ping(1));
        client.connection.close(DONE);
        assertThat(client.closed).isEqualTo(DONE);
        assertThat(server.frames).hasSize(1);
        assertThat(server.closed.reason()).isEqualTo(CloseReason.LOST);
    }

    /** An environment whose workers step as soon as they are woken, on the thread that wakes them. */
    private record Hasty(Environment world) implements Environment {

        @Override
        public Clock clock() {
            return world.clock();
        }

        @Override
        public Scheduler scheduler() {
            return world.scheduler();
        }

        @Override
        public Executor executor() {
            return world.executor();
        }

        @Override
        public RandomGenerator random() {
            return world.random();
        }

        @Override
        public Worker startWorker(String name, Duty duty) {
            return new Worker() {
                @Override
                public void wake() {
                    while (duty.step() > 0) {
                        // As long as there is something to do.
                    }
                }

                @Override
                public boolean isBlocked() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
            return world.await(stage, timeoutNanos);
        }
    }

    @Test
    void bothEndsLearnOfTheEndOnRealThreads() throws Exception {
        Environment system = Environment.system();
        for (int round = 0; round < 500; round++) {
            CountDownLatch ends = new CountDownLatch(2);
            Listener listener = system.await(
                    transport.listen(ADDRESS, system, TransportLimits.DEFAULT, connection -> new Ending(ends)),
                    Long.MAX_VALUE);
            Connection near = system.await(
                    transport.connect(ADDRESS, system, TransportLimits.DEFAULT, connection -> new Ending(ends)),
                    Long.MAX_VALUE);
            near.send(new Frame.Ping(round));
            near.close(DONE);
            assertThat(ends.await(10, TimeUnit.SECONDS)).as("round %d", round).isTrue();
            listener.close();
        }
    }

    private record Ending(CountDownLatch ends) implements Receiver {

        @Override
        public void onFrame(Frame frame) {}

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {
            ends.countDown();
        }
    }
}
