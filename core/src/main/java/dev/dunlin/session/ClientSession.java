package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's session from its first welcome to its end, over as many connections as it takes: holds its parts together, and
 * sees to it that everybody learns of the end. Safe for use by any thread, where not said otherwise.
 */
final class ClientSession {

    /*
     * A session is open; or looking for a connection, from when one has ended until the next has said welcome; then closing,
     * when its owner has closed it and publishes are still to be answered; then over. `refusal` is what new calls meet, from
     * the moment of closing on. It is set before subscriptions are ended, and a subscription is entered before it looks at
     * `refusal`: whichever comes second ends it.
     *
     * Everything from `adapter` on belongs to the executor.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    /** How long no message must have come before a server is left that has asked for it. */
    private static final long LINGER_NANOS = 100_000_000;

    private final ClientConfig config;
    private final Environment environment;
    private final ClientLink link;
    private final Dialer dialer;
    private final int maxMessageBytes;
    private final BrokerTime time;
    private final PublishWindow window;
    private final SessionProxy proxy;
    private final Questions questions;
    private final Roster roster = new Roster();

    /** What topics were given settings, and which: a broker that takes the place of another is told them too. */
    private final Map<String, Frame.Configure> settings = new LinkedHashMap<>();

    private final Set<RemoteSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile long epoch;
    private volatile @Nullable DunlinException refusal;

    private ClientAdapter adapter;
    private boolean resumes;
    private boolean closing;
    private boolean movingOn;
    private boolean lingering;
    private boolean over;
    private @Nullable Closed failure;
    private @Nullable Reconnection reconnection;
    private boolean shutDown;

    /** A session that begins with a connection that has been welcomed. On that connection's executor. */
    ClientSession(ClientConfig config, Dialer dialer, Handshake handshake) {
        Frame.Welcome welcome = handshake.welcome();
        this.config = config;
        this.environment = config.environment();
        this.dialer = dialer;
        this.link = new ClientLink(handshake.connection());
        this.maxMessageBytes = welcome.maxMessageBytes();
        this.time = new BrokerTime(environment.clock(), handshake.hello(), welcome.brokerMillis());
        this.window = new PublishWindow(environment, welcome.publishWindow(), Protocol.WINDOW_BYTES);
        this.proxy = new SessionProxy(link, window, Math.min(config.batchBytes(), maxMessageBytes));
        this.questions =
                new Questions(link, environment, proxy, config.requestTimeout().toNanos());
        this.epoch = welcome.epoch();
        this.resumes = welcome.resumes();
        this.adapter = new ClientAdapter(this, link);
        LOG.log(
                Level.DEBUG,
                () -> line("opened")
                        .with("agent", welcome.agent())
                        .with("epoch", welcome.epoch())
                        .toString());
        handshake.giveWayTo(adapter);
        adapter.begin();
    }

    ClientLink link() {
        return link;
    }

    ClientConfig config() {
        return config;
    }

    Environment environment() {
        return environment;
    }

    BrokerTime time() {
        return time;
    }

    SessionProxy proxy() {
        return proxy;
    }

    PublishWindow window() {
        return window;
    }

    Questions questions() {
        return questions;
    }

    Roster roster() {
        return roster;
    }

    long epoch() {
        return epoch;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * Refuses calls that come too late.
     *
     * @throws DunlinException CLOSED if the session has been closed, or its connection is gone
     */
    void checkOpen() {
        DunlinException why = refusal;
        if (why != null) {
            throw new DunlinException(why.reason(), String.valueOf(why.getMessage()), why);
        }
    }

    /** Enters a subscription, to be told of the session's end. */
    void enter(RemoteSubscription subscription) {
        subscriptions.add(subscription);
        if (refusal != null) {
            subscriptions.remove(subscription);
            checkOpen();
        }
    }

    void leave(RemoteSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Gives a topic settings. On the executor. */
    void configure(Frame.Configure frame) {
        settings.put(frame.topic(), frame);
        link.send(frame);
    }

    /** Tells the configured listener. */
    void tell(BrokerEvent event) {
        try {
            config.listener().on(event);
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    () -> line("listener-failed").with("failure", e).toString());
        }
    }

    private LogLine line(String event) {
        return LogLine.event(event).with("peer", link.peer());
    }

    /** Closes it: waits for what was published to be answered, for a while, then says goodbye. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        DunlinException why = refusal;
        if (why == null) {
            why = new DunlinException(Reason.CLOSED, "the broker at " + link.peer() + " has been closed");
            refusal = why;
        }
        window.fail(why);
        subscriptions.forEach(subscription -> subscription.finish(new SubscriptionEnd.BrokerClosed()));
        link.execute(this::beginClosing);
        if (!IoThread.isCurrent()) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        long timeoutNanos = config.closeTimeout().toNanos();
        try {
            Waiting.await(environment, ended, timeoutNanos, "closing");
            return;
        } catch (DunlinException e) {
            link.execute(this::sayGoodbye);
        }
        try {
            Waiting.await(environment, ended, timeoutNanos, "closing");
        } catch (DunlinException e) {
            LOG.log(Level.WARNING, () -> line("close-incomplete").toString());
        }
    }

    private void beginClosing() {
        if (over) {
            return;
        }
        closing = true;
        proxy.sendQueued();
        goOnIfDrained();
        if (!over) {
            // For a caller who cannot wait, and so cannot give up waiting.
            Scheduler.Timer timer = environment
                    .scheduler()
                    .schedule(config.closeTimeout().toNanos(), () -> link.execute(this::sayGoodbye));
            var unused = ended.whenComplete((done, failed) -> timer.cancel());
        }
    }

    /** Says goodbye if it is time: all that was published has been answered, or all that was sent on its way elsewhere. */
    void goOnIfDrained() {
        if (closing && window.isEmpty()) {
            sayGoodbye();
        } else if (movingOn && !lingering && proxy.isAnswered()) {
            lingering = true;
            linger(adapter.deliveries());
        }
    }

    /** Leaves a server that has sent it away when no message has come for a moment: what was there is taken along. */
    private void linger(long deliveriesBefore) {
        var unused = environment
                .scheduler()
                .schedule(
                        LINGER_NANOS,
                        () -> link.execute(() -> {
                            if (!movingOn || !link.isOpen()) {
                                return;
                            }
                            if (adapter.deliveries() == deliveriesBefore) {
                                leave(new Closed(CloseReason.NORMAL, "sent elsewhere"));
                            } else {
                                linger(adapter.deliveries());
                            }
                        }));
    }

    private void sayGoodbye() {
        if (over) {
            return;
        }
        Closed farewell = new Closed(CloseReason.NORMAL, "closed by its owner");
        if (!link.isOpen()) {
            end(farewell, false);
        } else if (failure == null) {
            failure = farewell;
            leave(farewell);
        }
    }

    private void leave(Closed farewell) {
        link.send(new Frame.Goodbye(farewell.reason(), ""));
        link.flush();
        link.close(farewell);
    }

    /** Closes for something that the server did. On the executor. */
    void fail(CloseReason reason, String detail) {
        if (!over && failure == null && link.isOpen()) {
            LOG.log(
                    Level.WARNING,
                    () -> line("failed")
                            .with("reason", reason)
                            .with("detail", detail)
                            .toString());
            failure = new Closed(reason, detail);
            link.send(new Frame.Goodbye(reason, detail));
            link.flush();
            link.close(failure);
        }
    }

    /** The server has not said a word for too long: it is gone, or the way to it is. On the executor. */
    void onDeadSilence(String silence) {
        link.close(new Closed(CloseReason.TIMED_OUT, silence));
    }

    /** The server asks to go elsewhere: publishes nothing more there, and leaves when all is answered. On the executor. */
    void onGoAway(String detail) {
        if (resumes && !movingOn && !closing) {
            LOG.log(Level.INFO, () -> line("sent-away").with("detail", detail).toString());
            movingOn = true;
            proxy.hold();
            dialer.preferAnother();
            goOnIfDrained();
        }
    }

    /**
     * The connection has ended. On the executor.
     *
     * @param how why
     * @param bidden whether the server said goodbye
     */
    void onClosed(Closed how, boolean bidden) {
        link.lost();
        shutDown = bidden && how.reason() == CloseReason.SHUTDOWN;
        if (closing || failure != null || !survives(how)) {
            end(failure != null ? failure : how, bidden);
            return;
        }
        if (shutDown) {
            dialer.preferAnother();
        }
        LOG.log(
                Level.INFO,
                () -> line("connection-ended")
                        .with("reason", how.reason())
                        .with("detail", how.detail())
                        .toString());
        movingOn = false;
        lingering = false;
        subscriptions.forEach(RemoteSubscription::onLost);
        tell(new BrokerEvent.Disconnected(link.peer(), how.reason() + " " + how.detail()));
        Reconnection begun =
                new Reconnection(this, dialer, config.reconnectFor().toNanos());
        reconnection = begun;
        begun.begin();
    }

    private boolean survives(Closed how) {
        boolean faulty = how.reason() == CloseReason.PROTOCOL || how.reason() == CloseReason.VERSION;
        return config.reconnects() && resumes && (movingOn || (!faulty && how.reason() != CloseReason.NORMAL));
    }

    /** No connection can be made any more. On the executor. */
    void giveUp(String detail) {
        CloseReason reason = shutDown ? CloseReason.SHUTDOWN : CloseReason.LOST;
        end(new Closed(reason, "the connection has ended, and there is no other: " + detail), shutDown);
    }

    /** Another connection has been welcomed. On the executor, which it leaves for that of the connection. */
    void attach(Handshake handshake) {
        Frame.Welcome welcome = handshake.welcome();
        if (over || !welcome.resumes()) {
            handshake.connection().send(new Frame.Goodbye(CloseReason.NORMAL, "not needed"));
            handshake.connection().flush();
            handshake.connection().close(new Closed(CloseReason.NORMAL, "not needed"));
            if (!over) {
                giveUp(handshake.connection().peer() + " does not know how to resume a session");
            }
            return;
        }
        link.switchTo(handshake.connection(), () -> resume(handshake));
    }

    private void resume(Handshake handshake) {
        Frame.Welcome welcome = handshake.welcome();
        boolean same = welcome.epoch() == epoch;
        reconnection = null;
        time.startAgain(handshake.hello(), welcome.brokerMillis());
        LOG.log(
                Level.INFO,
                () -> line("resumed")
                        .with("epoch", welcome.epoch())
                        .with("same", same)
                        .with("remembered", welcome.remembered())
                        .toString());
        link.resumed();
        adapter = new ClientAdapter(this, link);
        handshake.giveWayTo(adapter);
        if (!link.isOpen() || over) {
            // Nothing was begun anew: for the next connection, this broker is as new as it was for this one.
            return;
        }
        epoch = welcome.epoch();
        adapter.begin();
        settings.values().forEach(link::send);
        roster.all().forEach(subscription -> subscription.onResumed(welcome.epoch(), same));
        questions.resume();
        proxy.resume(welcome.publishWindow(), same && welcome.remembered(), lost("the server has forgotten them"));
        link.flush();
        tell(new BrokerEvent.Reconnected(link.peer(), same));
        goOnIfDrained();
    }

    private DunlinException lost(String why) {
        return new DunlinException(
                Reason.CONNECTION_LOST,
                "the connection has ended before the answer came, and the broker at " + link.peer()
                        + " cannot tell what became of it: " + why);
    }

    private void end(Closed how, boolean bidden) {
        if (over) {
            return;
        }
        over = true;
        if (reconnection != null) {
            reconnection.stop();
        }
        String detail = "the connection to " + link.peer() + " has ended: " + how.reason() + " " + how.detail();
        LOG.log(Level.DEBUG, () -> line("closed").with("reason", how.reason()).toString());
        if (refusal == null) {
            refusal = new DunlinException(Reason.CLOSED, detail + ": connect again");
        }
        Reason reason = how.reason() == CloseReason.PROTOCOL ? Reason.PROTOCOL : Reason.CONNECTION_LOST;
        DunlinException lost = new DunlinException(reason, detail);
        proxy.end(lost, new DunlinException(Reason.CLOSED, detail + "; this had not been sent"));
        questions.end(lost);
        boolean graceful = bidden && how.reason() == CloseReason.SHUTDOWN;
        SubscriptionEnd last = graceful ? new SubscriptionEnd.BrokerClosed() : new SubscriptionEnd.Failed(lost);
        subscriptions.forEach(subscription -> subscription.onEnded(last));
        ended.complete(null);
    }
}
