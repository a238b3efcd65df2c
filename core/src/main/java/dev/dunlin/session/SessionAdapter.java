package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.call.Replica;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a session: decodes what a client sends into calls of the broker. A single writer: everything here
 * happens on the connection's executor.
 */
final class SessionAdapter implements Receiver {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    private enum State {
        /** Nothing but {@link Frame.Hello} may come. */
        NEW,
        /** Nothing may come before the welcome. */
        GREETED,
        /** Anything but {@link Frame.Hello} may come. */
        OPEN,
        /** What comes is ignored. */
        OVER
    }

    private final BrokerServer server;
    private final Broker broker;
    private final Environment environment;
    private final ServerConfig config;
    private final ServerCounters counters;
    private final ServerLink link;
    private final PublishedRuns answers;
    private final PublishAdapter publishes;
    private final SubscriptionAdapter subscriptions;
    private final AskAdapter questions;
    private final @Nullable CallAdapter calls;
    private final Scheduler.Timer helloTimer;
    private final Heartbeat heartbeat;
    private State state = State.NEW;
    private long publisherId;
    private Publishers.@Nullable Lease lease;
    private String agent = "";
    private boolean greeted;

    SessionAdapter(BrokerServer server, Connection connection) {
        this.server = server;
        this.broker = server.broker();
        this.environment = server.environment();
        this.config = server.config();
        this.counters = server.counters();
        this.link = new ServerLink(connection, counters);
        this.answers = new PublishedRuns(link, counters);
        this.publishes = new PublishAdapter(broker, environment, config, link, answers);
        this.subscriptions = new SubscriptionAdapter(broker, environment, config, link, counters);
        this.questions = new AskAdapter(broker, environment, config, link, counters, server::stats);
        Replica replica = config.replica();
        this.calls = replica == null ? null : new CallAdapter(replica, config, link);
        this.heartbeat = new Heartbeat(
                environment,
                link::execute,
                config.heartbeat().toNanos(),
                publishes::isReadingPaused,
                this::askForAWord,
                this::onDeadSilence);
        this.helloTimer =
                environment.scheduler().schedule(config.helloTimeout().toNanos(), () -> link.execute(this::onSilence));
    }

    @Override
    public void onFrame(Frame frame) {
        counters.framesIn.increment();
        heartbeat.heard();
        try {
            switch (state) {
                case NEW -> greet(frame);
                case GREETED -> throw new ProtocolFault(kind(frame) + " came before Welcome was said");
                case OPEN -> dispatch(frame);
                case OVER -> {
                    // The connection is being closed, and the client may not know yet.
                }
            }
        } catch (ProtocolFault e) {
            fail(CloseReason.PROTOCOL, e.detail());
        }
    }

    private void greet(Frame frame) {
        if (!(frame instanceof Frame.Hello hello)) {
            throw new ProtocolFault(kind(frame) + " came first: Hello is expected");
        }
        helloTimer.cancel();
        if (hello.minVersion() > Frame.VERSION || hello.maxVersion() < Frame.VERSION) {
            fail(
                    CloseReason.VERSION,
                    "versions " + hello.minVersion() + " to " + hello.maxVersion() + " are not spoken here, but "
                            + Frame.VERSION);
            return;
        }
        agent = hello.agent();
        publisherId = hello.publisherId();
        greeted = true;
        if (hello.resumable()) {
            resume(hello.publisherId());
        } else {
            welcome(false);
        }
    }

    /** Takes over what is remembered of a publisher, when the connection that it had before has let go of it. */
    private void resume(long publisher) {
        link.becomeResumable();
        Publishers.Lease taken = server.publishers().claim(publisher, this);
        lease = taken;
        if (taken.ready().toCompletableFuture().isDone()) {
            welcomeBack(taken);
        } else {
            state = State.GREETED;
            var unused = taken.ready()
                    .thenRun(() -> link.execute(() -> {
                        if (state == State.GREETED) {
                            welcomeBack(taken);
                            link.flushAnswers();
                        }
                    }));
        }
    }

    private void welcomeBack(Publishers.Lease taken) {
        answers.rememberIn(taken.memory());
        publishes.rememberBy(taken.memory());
        welcome(taken.known());
    }

    private void welcome(boolean remembered) {
        state = State.OPEN;
        heartbeat.begin();
        link.answer(new Frame.Welcome(
                Frame.VERSION,
                Protocol.AGENT,
                broker.epoch(),
                Protocol.maxMessageBytes(config.limits()),
                config.publishWindow(),
                environment.clock().millis(),
                true,
                remembered,
                calls != null));
        LOG.log(Level.DEBUG, () -> line("opened", "agent", agent, "remembered", remembered));
    }

    private void dispatch(Frame frame) {
        if (frame instanceof Frame.Publish publish) {
            publishes.onPublish(publish);
        } else if (calls != null && frame instanceof Frame.Request request) {
            calls.onRequest(publisherId, request);
        } else if (calls != null && frame instanceof Frame.Cancel cancel) {
            calls.onCancel(publisherId, cancel);
        } else if (frame instanceof Frame.Credit credit) {
            subscriptions.onCredit(credit);
        } else if (frame instanceof Frame.Acknowledge acknowledge) {
            subscriptions.onAcknowledge(acknowledge);
        } else if (frame instanceof Frame.Reject reject) {
            subscriptions.onReject(reject);
        } else if (frame instanceof Frame.Subscribe subscribe) {
            subscriptions.onSubscribe(subscribe);
        } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
            subscriptions.onUnsubscribe(unsubscribe);
        } else if (frame instanceof Frame.Ask ask) {
            questions.onAsk(ask);
        } else if (frame instanceof Frame.Configure configure) {
            onConfigure(configure);
        } else if (frame instanceof Frame.Ping ping) {
            link.answer(new Frame.Pong(ping.token(), environment.clock().millis()));
        } else if (frame instanceof Frame.Goodbye goodbye) {
            onGoodbye(goodbye);
        } else if (!(frame instanceof Frame.Pong)) {
            throw new ProtocolFault(kind(frame) + " is not for a server, or not now");
        }
    }

    private void onConfigure(Frame.Configure frame) {
        try {
            broker.topic(frame.topic(), Codec.bytes(), frame.config());
        } catch (DunlinException e) {
            refuseSettings(frame, e.reason(), e);
        } catch (RuntimeException e) {
            refuseSettings(frame, Reason.REJECTED, e);
        }
    }

    private void refuseSettings(Frame.Configure frame, Reason reason, RuntimeException cause) {
        counters.refused(reason, 1);
        LOG.log(
                Level.WARNING,
                () -> line(
                        "settings-refused",
                        "topic",
                        frame.topic(),
                        "reason",
                        reason,
                        "detail",
                        "" + cause.getMessage()));
    }

    private void onGoodbye(Frame.Goodbye goodbye) {
        state = State.OVER;
        answers.flush();
        letGo(goodbye.reason() != CloseReason.NORMAL);
        link.flushAnswers();
        link.close(asSeenFromHere(goodbye));
    }

    /** A fault of the client's own is no fault of the server's, which is what INTERNAL is counted for here. */
    private static Closed asSeenFromHere(Frame.Goodbye goodbye) {
        return goodbye.reason() == CloseReason.INTERNAL
                ? new Closed(CloseReason.LOST, "a fault on the other side: " + goodbye.detail())
                : new Closed(goodbye.reason(), goodbye.detail());
    }

    /** Closes for something that the client did, or did not do. */
    private void fail(CloseReason reason, String detail) {
        if (state != State.OVER) {
            state = State.OVER;
            LOG.log(
                    // Whatever finds a port may come: what a stranger does is counted, and fills no log.
                    greeted ? Level.WARNING : Level.DEBUG, () -> line("refused", "reason", reason, "detail", detail));
            answers.flush();
            link.bye(reason, detail);
        }
    }

    private void onSilence() {
        if (state == State.NEW) {
            fail(
                    CloseReason.TIMED_OUT,
                    "no Hello within " + config.helloTimeout().toMillis() + " ms");
        }
    }

    private void askForAWord() {
        link.answer(new Frame.Ping(environment.clock().millis()));
        link.flushAnswers();
    }

    private void onDeadSilence() {
        fail(CloseReason.TIMED_OUT, heartbeat.silence() + (link.answersWait() ? ", as it does not read" : ""));
    }

    /** The same publisher has come by another connection: lets go of what is remembered of it, and closes. Any thread. */
    void giveWay() {
        link.execute(() -> {
            if (state != State.OVER) {
                state = State.OVER;
                LOG.log(Level.DEBUG, () -> line("gave-way"));
                publishes.abandon();
                subscriptions.close();
                letGo(true);
                link.bye(CloseReason.TIMED_OUT, "the same publisher has connected again");
            }
        });
    }

    /** Lets go of what is remembered of the publisher, as soon as the broker has decided on all that it published. */
    private void letGo(boolean comesBack) {
        Publishers.Lease held = lease;
        if (held != null) {
            lease = null;
            answers.whenSettled(() -> server.publishers().release(publisherId, this, held, comesBack));
        }
    }

    @Override
    public void onPause() {
        answers.flush();
        link.flushAnswers();
    }

    @Override
    public void onWritable() {
        link.onWritable();
        subscriptions.onWritable();
    }

    @Override
    public void onClosed(Closed how) {
        helloTimer.cancel();
        heartbeat.stop();
        state = State.OVER;
        publishes.abandon();
        subscriptions.close();
        letGo(true);
        @Nullable Closed known = link.closed();
        Closed end = known != null ? known : how;
        LOG.log(Level.DEBUG, () -> line("closed", "agent", agent, "reason", end.reason(), "detail", end.detail()));
        server.forget(this, greeted, end);
    }

    /** What it is connected by. */
    ServerLink link() {
        return link;
    }

    private String line(String event, Object... namesAndValues) {
        return LogLine.event(event)
                .with("peer", link.peer())
                .withAll(namesAndValues)
                .toString();
    }

    /**
     * Asks the client to go elsewhere, and goes on until it has; one that does not know how is told that the server goes
     * away. For any thread.
     */
    void sendAway() {
        if (!link.isResumable()) {
            shutDown();
            return;
        }
        link.execute(() -> {
            if (state == State.OPEN) {
                link.answer(new Frame.GoAway("the server is shutting down"));
                link.flushAnswers();
            }
        });
    }

    /** Tells the client that the server goes away, answers what it can, and closes. For any thread. */
    void shutDown() {
        link.execute(() -> {
            if (state != State.OVER) {
                state = State.OVER;
                publishes.stop(Reason.CLOSED, "the server is shutting down");
                answers.flush();
                link.bye(CloseReason.SHUTDOWN, "the server is shutting down");
            }
        });
    }

    /** A frame's name in the protocol. */
    static String kind(Frame frame) {
        return frame.getClass().getSimpleName();
    }
}
