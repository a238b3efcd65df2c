package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dunlin.DunlinException;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** One test's transport, and what it has made; closes all of that at its end. For one thread. */
public final class TransportScenario implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final World world;
    private final Transport transport;
    private final Supplier<URI> addresses;
    private final List<Listener> listeners = new ArrayList<>();
    private final Queue<RecordingReceiver> receivers = new ConcurrentLinkedQueue<>();

    TransportScenario(World world, Transport transport, Supplier<URI> addresses) {
        this.world = world;
        this.transport = transport;
        this.addresses = addresses;
    }

    /**
     * Both ends of a connection.
     *
     * @param listener who took it in
     * @param client the end that connected
     * @param clientSees what is received there
     * @param server the end that was connected to
     * @param serverSees what is received there
     */
    public record Link(
            Listener listener,
            Connection client,
            RecordingReceiver clientSees,
            Connection server,
            RecordingReceiver serverSees) {}

    /** The world. */
    public World world() {
        return world;
    }

    /** A connection with default limits, to a listener of its own. */
    public Link link() {
        return link(TransportLimits.DEFAULT);
    }

    /** A connection whose both ends have the given limits, to a listener of its own. */
    public Link link(TransportLimits limits) {
        Queue<RecordingReceiver> accepted = new ConcurrentLinkedQueue<>();
        Listener listener = listen(limits, connection -> {
            RecordingReceiver receiver = receiver(connection);
            accepted.add(receiver);
            world.pulse();
            return receiver;
        });
        RecordingReceiver clientSees = connect(listener.address(), limits);
        world.await("the listener has accepted", () -> !accepted.isEmpty());
        RecordingReceiver serverSees = accepted.remove();
        return new Link(listener, clientSees.connection(), clientSees, serverSees.connection(), serverSees);
    }

    /** A receiver that keeps what it is told, for a connection that is closed at the end. */
    public RecordingReceiver receiver(Connection connection) {
        RecordingReceiver receiver = new RecordingReceiver(world, connection);
        receivers.add(receiver);
        return receiver;
    }

    /** Listens at a free address. */
    public Listener listen(TransportLimits limits, Acceptor acceptor) {
        return listen(addresses.get(), limits, acceptor);
    }

    /** Listens at an address. */
    public Listener listen(URI address, TransportLimits limits, Acceptor acceptor) {
        Listener listener = get(transport.listen(address, world.environment(), limits, acceptor));
        listeners.add(listener);
        return listener;
    }

    /** Connects with default limits. */
    public RecordingReceiver connect(URI address) {
        return connect(address, TransportLimits.DEFAULT);
    }

    /** Connects with the given limits. */
    public RecordingReceiver connect(URI address, TransportLimits limits) {
        Queue<RecordingReceiver> told = new ConcurrentLinkedQueue<>();
        Connection unused = connect(address, limits, connection -> {
            RecordingReceiver receiver = receiver(connection);
            told.add(receiver);
            return receiver;
        });
        return told.remove();
    }

    /** Connects with an acceptor of one's own. */
    public Connection connect(URI address, TransportLimits limits, Acceptor acceptor) {
        return get(transport.connect(address, world.environment(), limits, acceptor));
    }

    /** Begins to listen. */
    public CompletionStage<Listener> listening(URI address) {
        return transport.listen(address, world.environment(), TransportLimits.DEFAULT, this::receiver);
    }

    /** Begins to connect. */
    public CompletionStage<Connection> connecting(URI address) {
        return transport.connect(address, world.environment(), TransportLimits.DEFAULT, this::receiver);
    }

    /** The value of a stage, waited for. */
    public <T> T get(CompletionStage<T> stage) {
        return world.environment().await(stage, PATIENCE_NANOS);
    }

    /** The fault with which a stage fails, waited for. */
    public DunlinException fault(CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> get(stage));
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof DunlinException fault) {
            return fault;
        }
        throw new AssertionError("should have failed with a DunlinException, but met: " + thrown, thrown);
    }

    /** Closes the connections and the listeners, and waits until all have ended. */
    @Override
    public void close() {
        Closed how = new Closed(CloseReason.NORMAL, "the test is over");
        receivers.forEach(receiver -> receiver.connection().close(how));
        listeners.forEach(listener -> get(listener.close()));
        receivers.forEach(RecordingReceiver::awaitClosed);
    }
}
