package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection on the client's side: says hello, waits to be welcomed, and gives way to the receiver of a
 * session. For the connection's executor.
 */
final class Handshake implements Receiver {

    private final Connection connection;
    private final CompletableFuture<Handshake> done;
    private final BrokerTime.Moment hello;
    private Frame.@Nullable Welcome welcome;
    private @Nullable Receiver next;
    private @Nullable Closed closed;

    /**
     * Says hello.
     *
     * @param done is completed on the connection's executor when the server has said welcome, and with a {@link
     *     DunlinException} when it will not
     */
    Handshake(Connection connection, ClientConfig config, long publisherId, CompletableFuture<Handshake> done) {
        this.connection = connection;
        this.done = done;
        this.hello = BrokerTime.Moment.now(config.environment().clock());
        connection.send(
                new Frame.Hello(Frame.VERSION, Frame.VERSION, Protocol.AGENT, publisherId, config.reconnects()));
        connection.flush();
    }

    Connection connection() {
        return connection;
    }

    /** What the server has said; after the welcome. */
    Frame.Welcome welcome() {
        Frame.Welcome said = welcome;
        if (said == null) {
            throw new IllegalStateException("not welcomed yet");
        }
        return said;
    }

    /** When the hello was sent. */
    BrokerTime.Moment hello() {
        return hello;
    }

    /** What comes from now on is for somebody else, the end included if it has come. */
    void giveWayTo(Receiver receiver) {
        next = receiver;
        if (closed != null) {
            receiver.onClosed(closed);
        }
    }

    @Override
    public void onFrame(Frame frame) {
        Receiver session = next;
        if (session != null) {
            session.onFrame(frame);
        } else if (frame instanceof Frame.Goodbye goodbye) {
            end(reasonOf(goodbye.reason()), connection.peer() + " refuses: " + goodbye.detail());
            connection.close(new Closed(goodbye.reason(), goodbye.detail()));
        } else if (welcome != null) {
            whileWaiting(frame);
        } else if (frame instanceof Frame.Welcome said && isSound(said)) {
            welcome = said;
            done.complete(this);
        } else if (!done.isDone()) {
            String detail = "answered Hello with " + frame;
            end(Reason.PROTOCOL, connection.peer() + " " + detail + ": is it a Dunlin server?");
            connection.send(new Frame.Goodbye(CloseReason.PROTOCOL, detail));
            connection.close(new Closed(CloseReason.PROTOCOL, detail));
        }
    }

    /** The session has still to come here: the server may ask whether anybody is there, and nothing else. */
    private void whileWaiting(Frame frame) {
        if (frame instanceof Frame.Ping ping) {
            connection.send(new Frame.Pong(ping.token()));
            connection.flush();
        } else if (!(frame instanceof Frame.GoAway)) {
            connection.close(new Closed(CloseReason.PROTOCOL, frame + " came before anything was asked for"));
        }
    }

    private static boolean isSound(Frame.Welcome welcome) {
        return welcome.version() == Frame.VERSION
                && welcome.maxMessageBytes() > 0
                && welcome.publishWindow() > 0
                && welcome.publishWindow() <= ServerConfig.LARGEST_WINDOW;
    }

    private static Reason reasonOf(CloseReason reason) {
        return switch (reason) {
            case LIMIT_REACHED -> Reason.LIMIT_REACHED;
            case VERSION, PROTOCOL -> Reason.PROTOCOL;
            default -> Reason.UNREACHABLE;
        };
    }

    private void end(Reason reason, String detail) {
        done.completeExceptionally(new DunlinException(reason, detail));
    }

    @Override
    public void onPause() {
        Receiver session = next;
        if (session != null) {
            session.onPause();
        }
    }

    @Override
    public void onWritable() {
        Receiver session = next;
        if (session != null) {
            session.onWritable();
        }
    }

    @Override
    public void onClosed(Closed how) {
        Receiver session = next;
        if (session != null) {
            session.onClosed(how);
        } else {
            closed = how;
            end(Reason.UNREACHABLE, connection.peer() + " closed the connection before it said welcome: " + how);
        }
    }
}
