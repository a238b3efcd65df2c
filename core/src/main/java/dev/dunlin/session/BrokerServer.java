package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.ServerStats;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.Transports;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Serves a broker to others: in this JVM, on this machine, or over a network. Safe for use by any thread.
 *
 * {@snippet :
 * try (Broker broker = Broker.inMemory();
 *         BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0")) {
 *     System.out.println("listening at " + server.address());
 * }
 * }
 *
 * <p>The broker stays its owner's: closing the server leaves it as it is.
 */
public final class BrokerServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    private final Broker broker;
    private final ServerConfig config;
    private final Environment environment;
    private final ServerCounters counters = new ServerCounters();
    private final Set<SessionAdapter> sessions = ConcurrentHashMap.newKeySet();
    private final Publishers publishers;
    private final Admission admission;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private BrokerServer(Broker broker, ServerConfig config) {
        this.broker = Objects.requireNonNull(broker, "broker");
        this.config = Objects.requireNonNull(config, "config");
        this.admission = new Admission(config);
        Environment own = config.environment();
        this.environment = own != null ? own : broker.environment();
        this.publishers = new Publishers(
                environment,
                counters,
                config.publishWindow(),
                config.resumeTimeout().toNanos());
    }

    /**
     * Serves a broker at an address. Waits until it is bound.
     *
     * @param broker what to serve
     * @param address for example {@code tcp://127.0.0.1:0}; the scheme chooses the transport among those on the class or
     *     module path
     * @throws DunlinException ADDRESS_UNAVAILABLE if the address is in use or may not be bound
     * @throws IllegalArgumentException if the address is malformed or no transport has its scheme
     */
    public static BrokerServer serve(Broker broker, String address) {
        return serve(broker, ServerConfig.at(address));
    }

    /**
     * Serves a broker. Waits until all addresses are bound; if one cannot be, none is.
     *
     * @param broker what to serve
     * @param config where and how
     * @throws DunlinException ADDRESS_UNAVAILABLE if an address is in use or may not be bound
     * @throws IllegalArgumentException if an address is malformed or no transport has its scheme
     */
    public static BrokerServer serve(Broker broker, ServerConfig config) {
        BrokerServer server = new BrokerServer(broker, config);
        try {
            for (URI address : config.addresses()) {
                server.listen(address);
            }
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void listen(URI address) {
        Transport explicit = config.transport();
        Transport transport = explicit != null ? explicit : Transports.forAddress(address);
        Listener listener = Waiting.await(
                environment,
                transport.listen(address, environment, config.limits(), config.mode(), new Arrivals()),
                config.helloTimeout().toNanos(),
                "listening at " + address);
        listeners.add(listener);
        LOG.log(
                Level.DEBUG,
                () -> LogLine.event("listening")
                        .with("address", listener.address())
                        .toString());
    }

    /** Where it can be reached: the first address, with the port that was chosen in the place of 0. */
    public URI address() {
        return listeners.get(0).address();
    }

    /** Where it can be reached, in the order of the configuration. */
    public List<URI> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /** What has been counted so far. */
    public ServerStats stats() {
        return counters.snapshot(admission.open());
    }

    /**
     * Takes in no more connections, and asks the clients to go elsewhere: they publish nothing more here, have the answers
     * to what they have published, and leave. Waits for that as long as {@link ServerConfig#closeTimeout()}; those that are
     * left then, and those that do not know how to go, are told that the server goes away, and closed. May be called from a
     * handler, which does not wait. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        listeners.forEach(listener -> ends.add(listener.close().toCompletableFuture()));
        sessions.forEach(SessionAdapter::sendAway);
        drainedIfEmpty();
        ends.add(drained);
        long patience = config.closeTimeout().toNanos();
        Scheduler.Timer timer =
                environment.scheduler().schedule(patience, () -> sessions.forEach(SessionAdapter::shutDown));
        var unused = drained.thenRun(timer::cancel);
        if (!IoThread.isCurrent()) {
            awaitEnd(CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)), 2 * patience);
        }
    }

    private void awaitEnd(CompletableFuture<Void> end, long timeoutNanos) {
        try {
            Waiting.await(environment, end, timeoutNanos, "closing the server");
        } catch (DunlinException e) {
            LOG.log(
                    Level.WARNING,
                    () -> LogLine.event("close-incomplete")
                            .with("connections", admission.open())
                            .with("detail", String.valueOf(e.getMessage()))
                            .toString());
        }
    }

    private Receiver accept(Connection connection) {
        counters.accepted.increment();
        if (closed.get()) {
            return refuse(connection, CloseReason.SHUTDOWN, "the server is shutting down");
        }
        ServerStats.Limit full = admission.admit(connection.origin());
        if (full != null) {
            counters.full(full);
            drainedIfEmpty();
            return refuse(connection, CloseReason.LIMIT_REACHED, admission.words(full, connection.origin()));
        }
        SessionAdapter session = new SessionAdapter(this, connection);
        sessions.add(session);
        if (closed.get()) {
            session.shutDown();
        }
        return IoThread.marked(session);
    }

    private Receiver refuse(Connection connection, CloseReason reason, String detail) {
        LOG.log(
                Level.DEBUG,
                () -> LogLine.event("refused")
                        .with("peer", connection.peer())
                        .with("reason", reason)
                        .with("detail", detail)
                        .toString());
        counters.framesOut.increment();
        connection.send(new Frame.Goodbye(reason, detail));
        connection.flush();
        Closed how = new Closed(reason, detail);
        connection.close(how);
        count(connection.peer(), false, how);
        return Receiver.deaf();
    }

    /** Takes those in whom the mode lets through, and counts the others. */
    private final class Arrivals implements Acceptor {

        @Override
        public Receiver accept(Connection connection) {
            return BrokerServer.this.accept(connection);
        }

        @Override
        public void onRefused(String peer, Closed why) {
            counters.accepted.increment();
            counters.framesOut.increment();
            count(peer, false, why);
        }
    }

    /**
     * A session has ended.
     *
     * @param greeted whether its client had said Hello
     */
    void forget(SessionAdapter session, boolean greeted, Closed how) {
        sessions.remove(session);
        count(session.link().peer(), greeted, how);
        admission.leave(session.link().origin());
        drainedIfEmpty();
    }

    private void drainedIfEmpty() {
        if (closed.get() && admission.open() == 0) {
            drained.complete(null);
        }
    }

    private void count(String peer, boolean greeted, Closed how) {
        counters.closed(how.reason());
        if (!greeted) {
            counters.strangers.increment();
        }
        try {
            config.listener().onClosed(peer, how);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    LogLine.event("listener-failed").with("peer", peer).toString(),
                    e);
        }
    }

    Publishers publishers() {
        return publishers;
    }

    Broker broker() {
        return broker;
    }

    Environment environment() {
        return environment;
    }

    ServerConfig config() {
        return config;
    }

    ServerCounters counters() {
        return counters;
    }
}
