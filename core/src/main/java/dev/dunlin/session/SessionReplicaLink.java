package dev.dunlin.session;

import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallStep;
import dev.dunlin.call.CallTracer;
import dev.dunlin.call.ReplicaLink;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.BackOff;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way to one replica over a connection, and over another when that has ended, until it is closed. What a connection brings
 * belongs to its executor; {@link #send} and {@link #close} are for any thread.
 */
final class SessionReplicaLink implements ReplicaLink {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private final URI address;
    private final Environment environment;
    private final ClientConfig config;
    private final CallTracer tracer;
    private final Listener listener;
    private final Dialer dialer;

    private volatile State state = State.CONNECTING;
    private volatile String fault = "not connected yet";
    private volatile long epoch;
    private volatile int maxBodyBytes = Integer.MAX_VALUE;
    private volatile @Nullable Line line;
    private volatile boolean closed;
    private volatile Scheduler.@Nullable Timer timer;
    private final BackOff backOff = new BackOff(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);

    private SessionReplicaLink(
            URI address, ClientConfig config, Company company, CallTracer tracer, Listener listener) {
        this.address = address;
        this.environment = config.environment();
        this.config = config;
        this.tracer = tracer;
        this.listener = listener;
        this.dialer = new Dialer(List.of(address), config, company);
    }

    static SessionReplicaLink open(URI address, CallConfig calls, Company company, Listener listener) {
        ClientConfig.Builder config = ClientConfig.builder()
                .environment(calls.environment())
                .limits(calls.limits())
                .connectTimeout(calls.connectTimeout())
                .heartbeat(calls.heartbeat());
        Transport transport = calls.transport();
        if (transport != null) {
            config.transport(transport);
        }
        SessionReplicaLink link = new SessionReplicaLink(address, config.build(), company, calls.tracer(), listener);
        link.dial();
        return link;
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public String fault() {
        return fault;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public boolean send(Frame.Request request) {
        Line on = line;
        return on != null && on.send(request);
    }

    @Override
    public void cancel(long number) {
        Line on = line;
        if (on != null) {
            on.cancel(number);
        }
    }

    @Override
    public void close() {
        closed = true;
        Scheduler.Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        Line on = line;
        if (on != null) {
            on.leave("the caller has been closed");
        }
    }

    private void dial() {
        if (closed) {
            return;
        }
        var unused = dialer.dial().whenComplete((handshake, failure) -> {
            if (handshake != null) {
                // The dialer may be done before this is chained to it, and then this runs on another thread.
                Connection made = handshake.connection();
                IoThread.executeUnlessGone(IoThread.marked(made.executor()), made.peer(), () -> attach(handshake));
            } else if (failure != null) {
                lost(Dialer.faultOf(failure, "connecting to " + address).getMessage());
            }
        });
    }

    private void dialLater() {
        long nanos = backOff.next(environment.random());
        timer = environment.scheduler().schedule(nanos, this::dial);
        if (closed) {
            close();
        }
    }

    /** There is no connection, or none any more: another is looked for. */
    private void lost(@Nullable String why) {
        fault = String.valueOf(why);
        state = State.DOWN;
        line = null;
        LOG.log(
                Level.DEBUG,
                () -> LogLine.event("replica-down")
                        .with("replica", address)
                        .with("detail", fault)
                        .toString());
        listener.onDown(this);
        if (!closed) {
            dialLater();
        }
    }

    /** On the connection's executor. */
    private void attach(Handshake handshake) {
        Line next = new Line(handshake);
        if (!handshake.welcome().takesCalls()) {
            backOff.slowDown();
            next.refuse(address + " takes no calls: it is a broker alone, or of an older version");
            return;
        }
        backOff.reset();
        epoch = handshake.welcome().epoch();
        maxBodyBytes = Math.min(handshake.welcome().maxMessageBytes(), Protocol.maxMessageBytes(config.limits()));
        line = next;
        next.begin();
        if (line == null) {
            // It has ended while it waited for this.
            return;
        }
        if (closed) {
            close();
            return;
        }
        fault = "";
        state = State.OPEN;
        listener.onOpen(this);
    }

    /** One connection. */
    private final class Line implements Receiver {

        private final Handshake handshake;
        private final Connection connection;
        private final Executor executor;
        private final BrokerTime time;
        private final Heartbeat heartbeat;

        /** What was sent on it and is not answered: a server that goes away is left when this is none. */
        private final AtomicInteger unanswered = new AtomicInteger();

        /** Whether a flush is to come that has not begun. */
        private final AtomicBoolean flushing = new AtomicBoolean();

        private volatile boolean leaving;

        Line(Handshake handshake) {
            this.handshake = handshake;
            this.connection = handshake.connection();
            this.executor = IoThread.marked(connection.executor());
            this.time = new BrokerTime(
                    environment.clock(), handshake.hello(), handshake.welcome().brokerMillis());
            this.heartbeat = new Heartbeat(
                    environment,
                    this::execute,
                    config.heartbeat().toNanos(),
                    () -> false,
                    this::ping,
                    this::onDeadSilence);
        }

        private void execute(Runnable task) {
            IoThread.executeUnlessGone(executor, connection.peer(), task);
        }

        void begin() {
            heartbeat.begin();
            // The first answer was slow, as first ones are: the clocks are compared by this one.
            ping();
            handshake.giveWayTo(this);
        }

        /** Closes a connection that is of no use. */
        void refuse(String why) {
            fault = why;
            handshake.giveWayTo(this);
            leave(why);
        }

        boolean send(Frame.Request request) {
            if (leaving || !connection.isWritable()) {
                fault = leaving ? address + " goes away" : address + " does not take what is sent to it";
                return false;
            }
            if (!request.oneWay()) {
                unanswered.incrementAndGet();
            }
            tracer.on(CallStep.SENT, request.procedure(), request.number());
            connection.send(new Frame.Request(
                    request.number(),
                    request.attempt(),
                    request.settled(),
                    request.procedure(),
                    request.body(),
                    time.whenHere(request.deadlineMillis()),
                    request.minPosition(),
                    request.oneWay()));
            flushSoon();
            return true;
        }

        /**
         * Flushes after what the connection's executor is at just now. Calls that are begun where answers come, one after another,
         * are sent together so: to all replicas, not to that one alone whose answers are being read.
         */
        private void flushSoon() {
            if (!flushing.get() && flushing.compareAndSet(false, true)) {
                execute(() -> {
                    // Lowered first: what is sent from now on has a flush of its own.
                    flushing.set(false);
                    connection.flush();
                });
            }
        }

        void cancel(long number) {
            if (connection.isWritable()) {
                connection.send(new Frame.Cancel(number));
                flushSoon();
            }
        }

        private void ping() {
            connection.send(new Frame.Ping(time.ask()));
            connection.flush();
        }

        private void onDeadSilence() {
            connection.close(new Closed(CloseReason.TIMED_OUT, heartbeat.silence()));
        }

        void leave(String why) {
            connection.send(new Frame.Goodbye(CloseReason.NORMAL, why));
            connection.flush();
            connection.close(new Closed(CloseReason.NORMAL, why));
        }

        @Override
        public void onFrame(Frame frame) {
            heartbeat.heard();
            if (frame instanceof Frame.Response response) {
                unanswered.decrementAndGet();
                listener.onResponse(SessionReplicaLink.this, response);
                leaveIfDone();
            } else if (frame instanceof Frame.Ping ping) {
                connection.send(new Frame.Pong(ping.token(), environment.clock().millis()));
                connection.flush();
            } else if (frame instanceof Frame.Pong pong) {
                if (pong.clockMillis() != 0) {
                    long unused = time.heard(pong.token(), pong.clockMillis());
                }
            } else if (frame instanceof Frame.GoAway) {
                leaving = true;
                leaveIfDone();
            } else if (frame instanceof Frame.Goodbye goodbye) {
                connection.close(new Closed(goodbye.reason(), goodbye.detail()));
            } else {
                String detail = SessionAdapter.kind(frame) + " is not for a caller";
                connection.send(new Frame.Goodbye(CloseReason.PROTOCOL, detail));
                connection.close(new Closed(CloseReason.PROTOCOL, detail));
            }
        }

        private void leaveIfDone() {
            if (leaving && unanswered.get() <= 0) {
                leave("sent elsewhere");
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {
            heartbeat.stop();
            lost(describe(how));
        }

        private String describe(Closed how) {
            if (!handshake.welcome().takesCalls()) {
                return fault;
            }
            return "the connection to " + connection.peer() + " has ended (" + how.reason()
                    + (how.detail().isEmpty() ? "" : ", " + how.detail()) + ")";
        }
    }
}
