package dev.dunlin.session;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a session: decodes what the server sends. A single writer: everything here happens on the
 * connection's executor.
 */
final class ClientAdapter implements Receiver {

    /** How often the time is asked for again because the answer was slow. */
    private static final int MOST_SLOW_ANSWERS = 16;

    private final ClientSession session;
    private final Connection connection;
    private final Map<Long, RemoteSubscription> subscriptions = new HashMap<>();
    private int slowAnswers;
    private long lastNumber;
    private boolean unflushed;
    private boolean over;
    private @Nullable Closed farewell;

    ClientAdapter(ClientSession session, Connection connection) {
        this.session = session;
        this.connection = connection;
    }

    /** Gives a subscription its number: it is opened now. */
    long register(RemoteSubscription subscription) {
        subscriptions.put(++lastNumber, subscription);
        return lastNumber;
    }

    /** Nothing that comes for a subscription is wanted any more. */
    void forget(long number) {
        subscriptions.remove(number);
    }

    @Override
    public void onFrame(Frame frame) {
        if (over) {
            return;
        }
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
            session.goodbyeIfDrained();
        } else if (frame instanceof Frame.Answer answer) {
            session.questions().onAnswer(answer);
        } else if (frame instanceof Frame.Subscribed subscribed) {
            RemoteSubscription subscription = find(subscribed.subscription());
            if (subscription != null) {
                subscription.onSubscribed();
            }
        } else if (frame instanceof Frame.Skipped skipped) {
            RemoteSubscription subscription = find(skipped.subscription());
            if (subscription != null) {
                subscription.onSkipped(skipped.gap());
            }
        } else if (frame instanceof Frame.Ended ended) {
            onEnded(ended);
        } else if (frame instanceof Frame.Ping ping) {
            connection.send(new Frame.Pong(ping.token()));
            unflushed = true;
        } else if (frame instanceof Frame.Goodbye goodbye) {
            onGoodbye(goodbye);
        } else if (frame instanceof Frame.Pong pong) {
            onPong(pong);
        } else {
            throw new ProtocolFault(SessionAdapter.kind(frame) + " is not for a client, or not now");
        }
    }

    /** Asks what time it is over there; the token is when this was asked. */
    void askTime() {
        connection.send(new Frame.Ping(session.environment().clock().millis()));
        unflushed = true;
    }

    private void onPong(Frame.Pong pong) {
        if (pong.clockMillis() == 0) {
            return;
        }
        session.time().heard(pong.token(), pong.clockMillis());
        long tookMillis = session.environment().clock().millis() - pong.token();
        if (tookMillis > 0 && ++slowAnswers < MOST_SLOW_ANSWERS) {
            askTime();
        }
    }

    private void onDeliver(Frame.Deliver deliver) {
        if (deliver.deliveries().isEmpty()) {
            throw new ProtocolFault("Deliver subscription=" + deliver.subscription() + " without messages");
        }
        RemoteSubscription subscription = find(deliver.subscription());
        if (subscription != null) {
            subscription.onDeliver(deliver.deliveries());
        }
    }

    private void onEnded(Frame.Ended ended) {
        RemoteSubscription subscription = find(ended.subscription());
        if (subscription != null) {
            forget(ended.subscription());
            subscription.onEnded(ended.end());
        }
    }

    private void onGoodbye(Frame.Goodbye goodbye) {
        over = true;
        farewell = new Closed(goodbye.reason(), goodbye.detail());
        connection.close(farewell);
    }

    /** The subscription of a number; null if it was closed. */
    private @Nullable RemoteSubscription find(long number) {
        if (number <= 0 || number > lastNumber) {
            throw new ProtocolFault("subscription=" + number + ": was never opened, the last was " + lastNumber);
        }
        return subscriptions.get(number);
    }

    @Override
    public void onPause() {
        if (unflushed) {
            unflushed = false;
            connection.flush();
        }
    }

    @Override
    public void onWritable() {
        session.proxy().sendQueued();
    }

    @Override
    public void onClosed(Closed how) {
        over = true;
        subscriptions.clear();
        session.onClosed(farewell != null ? farewell : how, farewell != null);
    }
}
