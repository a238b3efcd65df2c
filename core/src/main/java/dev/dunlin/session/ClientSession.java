package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's session from its welcome to its end: holds its parts together, and sees to it that everybody learns of the
 * end. Safe for use by any thread, where not said otherwise.
 */
final class ClientSession {

    /*
     * A session is open; then closing, when its owner has closed it and publishes are still to be answered; then over, when
     * the connection has ended. `refusal` is what new calls meet, from the moment of closing on. It is set before
     * subscriptions are ended, and a subscription is entered before it looks at `refusal`: whichever comes second ends it.
     *
     * closing and over belong to the connection's executor.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    private final Connection connection;
    private final ClientConfig config;
    private final Environment environment;
    private final Frame.Welcome welcome;
    private final Executor executor;
    private final BrokerTime time;
    private final PublishWindow window;
    private final SessionProxy proxy;
    private final Questions questions;
    private final ClientAdapter adapter;
    private final Set<RemoteSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable DunlinException refusal;
    private boolean closing;
    private boolean over;
    private @Nullable Closed failure;

    ClientSession(Connection connection, ClientConfig config, Frame.Welcome welcome, long helloMillis) {
        this.connection = connection;
        this.config = config;
        this.environment = config.environment();
        this.welcome = welcome;
        this.executor = IoThread.marked(connection.executor());
        this.time = new BrokerTime(environment.clock(), helloMillis, welcome.brokerMillis());
        this.window = new PublishWindow(environment, welcome.publishWindow(), Protocol.WINDOW_BYTES);
        this.proxy = new SessionProxy(
                connection, executor, window, Math.min(config.batchBytes(), welcome.maxMessageBytes()));
        this.questions = new Questions(
                connection,
                environment,
                this::execute,
                proxy,
                config.requestTimeout().toNanos());
        this.adapter = new ClientAdapter(this, connection);
        LOG.log(
                Level.DEBUG,
                () -> "event=opened peer=" + connection.peer() + " agent=\"" + welcome.agent() + "\" epoch="
                        + welcome.epoch());
    }

    Connection connection() {
        return connection;
    }

    ClientConfig config() {
        return config;
    }

    Environment environment() {
        return environment;
    }

    /** Runs a task on the connection's executor, unless the transport is gone: then there is nothing left to do there. */
    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, () -> "event=late-task peer=" + connection.peer());
        }
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

    ClientAdapter adapter() {
        return adapter;
    }

    long epoch() {
        return welcome.epoch();
    }

    int maxMessageBytes() {
        return welcome.maxMessageBytes();
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

    /** Sends a call for which there was no place in the queue, after what is there. */
    void sendApart(Outbound.Call call) {
        execute(() -> {
            proxy.sendQueued();
            call.send();
            connection.flush();
        });
    }

    /** Tells the configured listener. */
    void tell(BrokerEvent event) {
        try {
            config.listener().on(event);
        } catch (Throwable e) {
            LOG.log(Level.WARNING, () -> "event=listener-failed failure=" + e);
        }
    }

    /** Closes it: waits for what was published to be answered, for a while, then says goodbye. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        DunlinException why = refusal;
        if (why == null) {
            why = new DunlinException(Reason.CLOSED, "the broker at " + connection.peer() + " has been closed");
            refusal = why;
        }
        window.fail(why);
        subscriptions.forEach(subscription -> subscription.finish(new SubscriptionEnd.BrokerClosed()));
        execute(this::beginClosing);
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
            execute(this::sayGoodbye);
        }
        try {
            Waiting.await(environment, ended, timeoutNanos, "closing");
        } catch (DunlinException e) {
            LOG.log(Level.WARNING, () -> "event=close-incomplete peer=" + connection.peer());
        }
    }

    private void beginClosing() {
        if (over) {
            return;
        }
        closing = true;
        proxy.sendQueued();
        goodbyeIfDrained();
        if (!over) {
            // For a caller who cannot wait, and so cannot give up waiting.
            Scheduler.Timer timer =
                    environment.scheduler().schedule(config.closeTimeout().toNanos(), () -> execute(this::sayGoodbye));
            var unused = ended.whenComplete((done, failed) -> timer.cancel());
        }
    }

    /** Says goodbye if it is time: all that was published has been answered. On the executor. */
    void goodbyeIfDrained() {
        if (closing && window.isEmpty()) {
            sayGoodbye();
        }
    }

    private void sayGoodbye() {
        if (!over && failure == null) {
            failure = new Closed(CloseReason.NORMAL, "closed by its owner");
            connection.send(new Frame.Goodbye(CloseReason.NORMAL, ""));
            connection.flush();
            connection.close(failure);
        }
    }

    /** Closes for something that the server did. On the executor. */
    void fail(CloseReason reason, String detail) {
        if (!over && failure == null) {
            LOG.log(
                    Level.WARNING,
                    () -> "event=failed peer=" + connection.peer() + " reason=" + reason + " detail=\"" + detail
                            + "\"");
            failure = new Closed(reason, detail);
            connection.send(new Frame.Goodbye(reason, detail));
            connection.flush();
            connection.close(failure);
        }
    }

    /**
     * The connection has ended. On the executor.
     *
     * @param how why
     * @param bidden whether the server said goodbye
     */
    void onClosed(Closed how, boolean bidden) {
        over = true;
        Closed end = failure != null ? failure : how;
        String detail = "the connection to " + connection.peer() + " has ended: " + end.reason() + " " + end.detail();
        LOG.log(Level.DEBUG, () -> "event=closed peer=" + connection.peer() + " reason=" + end.reason());
        if (refusal == null) {
            refusal = new DunlinException(Reason.CLOSED, detail + ": connect again");
        }
        Reason reason = end.reason() == CloseReason.PROTOCOL ? Reason.PROTOCOL : Reason.CONNECTION_LOST;
        DunlinException lost = new DunlinException(reason, detail);
        proxy.end(lost, new DunlinException(Reason.CLOSED, detail + "; this had not been sent"));
        questions.end(lost);
        boolean graceful = bidden && end.reason() == CloseReason.SHUTDOWN;
        SubscriptionEnd last = graceful ? new SubscriptionEnd.BrokerClosed() : new SubscriptionEnd.Failed(lost);
        subscriptions.forEach(subscription -> subscription.onEnded(last));
        ended.complete(null);
    }
}
