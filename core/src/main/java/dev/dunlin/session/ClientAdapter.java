package dev.dunlin.session;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a session: decodes what the server sends. A single writer: everything here happens on the
 * connection's executor.
 */
final class ClientAdapter implements Receiver {

    /** How often the time is asked for again because the answer was slow. */
    private static final int MOST_SLOW_ANSWERS = 16;

    private final ClientSession session;
    private final ClientLink link;
    private final Heartbeat heartbeat;
    private int slowAnswers;
    private long deliveries;
    private boolean unflushed;

    /** For whom something has come since the last pause, and who was not told of it yet. */
    private @Nullable RemoteSubscription fed;

    private boolean over;
    private @Nullable Closed farewell;

    ClientAdapter(ClientSession session, ClientLink link) {
        this.session = session;
        this.link = link;
        this.heartbeat = new Heartbeat(
                session.environment(),
                link::execute,
                session.config().heartbeat().toNanos(),
                () -> false,
                this::askForAWord,
                this::onDeadSilence);
    }

    /** The connection is the session's now. */
    void begin() {
        askForAWord();
        heartbeat.begin();
    }

    /** How many frames of messages have come. */
    long deliveries() {
        return deliveries;
    }

    private void onDeadSilence() {
        session.onDeadSilence(heartbeat.silence());
    }

    private void askForAWord() {
        askTime();
        link.flush();
    }

    @Override
    public void onFrame(Frame frame) {
        if (over) {
            return;
        }
        heartbeat.heard();
        try {
            dispatch(frame);
        } catch (ProtocolFault e) {
            session.fail(CloseReason.PROTOCOL, e.detail());
        }
    }

    private void dispatch(Frame frame) {
        if (frame instanceof Frame.Deliver deliver) {
            onDeliver(deliver);
        } else if (frame instanceof Frame.Published published) {
            session.proxy().onPublished(published);
            session.goOnIfDrained();
        } else if (frame instanceof Frame.Answer answer) {
            session.questions().onAnswer(answer);
        } else if (frame instanceof Frame.Subscribed subscribed) {
            RemoteSubscription subscription = find(subscribed.subscription());
            if (subscription != null) {
                subscription.onSubscribed(subscribed);
            }
        } else if (frame instanceof Frame.Skipped skipped) {
            RemoteSubscription subscription = find(skipped.subscription());
            if (subscription != null) {
                subscription.onSkipped(skipped.gap());
            }
        } else if (frame instanceof Frame.Ended ended) {
            onEnded(ended);
        } else if (frame instanceof Frame.Ping ping) {
            link.send(new Frame.Pong(ping.token()));
            unflushed = true;
        } else if (frame instanceof Frame.Goodbye goodbye) {
            onGoodbye(goodbye);
        } else if (frame instanceof Frame.GoAway goAway) {
            session.onGoAway(goAway.detail());
        } else if (frame instanceof Frame.Pong pong) {
            onPong(pong);
        } else {
            throw new ProtocolFault(SessionAdapter.kind(frame) + " is not for a client, or not now");
        }
    }

    /** Asks what time it is over there. */
    private void askTime() {
        link.send(new Frame.Ping(session.time().ask()));
        unflushed = true;
    }

    private void onPong(Frame.Pong pong) {
        if (pong.clockMillis() == 0) {
            return;
        }
        long tookMillis = session.time().heard(pong.token(), pong.clockMillis());
        if (tookMillis > 0 && ++slowAnswers < MOST_SLOW_ANSWERS) {
            askTime();
        }
    }

    private void onDeliver(Frame.Deliver deliver) {
        if (session.time().compare()) {
            askTime();
        }
        if (deliver.deliveries().isEmpty()) {
            throw new ProtocolFault("Deliver subscription=" + deliver.subscription() + " without messages");
        }
        deliveries++;
        RemoteSubscription subscription = find(deliver.subscription());
        if (subscription != null && subscription.onDeliver(deliver.deliveries())) {
            feedLater(subscription);
        }
    }

    /**
     * Wakes the one who takes from a subscription when all that has come together is there, not at each frame of it: where
     * waking costs more than a frame, as it does if a thread has to be woken, most of the wake-ups would find little.
     */
    @SuppressWarnings("ReferenceEquality") // one subscription or another
    private void feedLater(RemoteSubscription subscription) {
        RemoteSubscription before = fed;
        if (before != subscription) {
            fed = subscription;
            if (before != null) {
                before.signal();
            }
        }
    }

    private void feedNow() {
        RemoteSubscription waiting = fed;
        if (waiting != null) {
            fed = null;
            waiting.signal();
        }
    }

    private void onEnded(Frame.Ended ended) {
        RemoteSubscription subscription = find(ended.subscription());
        if (subscription != null) {
            session.roster().forget(ended.subscription());
            subscription.onEnded(ended.end());
        }
    }

    private void onGoodbye(Frame.Goodbye goodbye) {
        over = true;
        farewell = new Closed(goodbye.reason(), goodbye.detail());
        link.close(farewell);
    }

    /** The subscription of a number; null if it was closed. */
    private @Nullable RemoteSubscription find(long number) {
        return session.roster().find(number);
    }

    @Override
    public void onPause() {
        feedNow();
        if (unflushed) {
            unflushed = false;
            link.flush();
        }
    }

    @Override
    public void onWritable() {
        session.proxy().sendQueued();
    }

    @Override
    public void onClosed(Closed how) {
        over = true;
        feedNow();
        heartbeat.stop();
        session.onClosed(farewell != null ? farewell : how, farewell != null);
    }
}
