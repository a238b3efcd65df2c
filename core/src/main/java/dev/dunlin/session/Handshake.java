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
 * The beginning of a client's session: says hello, waits to be welcomed, and gives way to a {@link ClientAdapter}. For the
 * connection's executor.
 */
final class Handshake implements Receiver {

    private final Connection connection;
    private final ClientConfig config;
    private final CompletableFuture<ClientSession> done;
    private final long helloMillis;
    private @Nullable Receiver next;

    Handshake(Connection connection, ClientConfig config, CompletableFuture<ClientSession> done) {
        this.connection = connection;
        this.config = config;
        this.done = done;
        this.helloMillis = config.environment().clock().millis();
        long publisherId = config.environment().random().nextLong();
        connection.send(new Frame.Hello(Frame.VERSION, Frame.VERSION, Protocol.AGENT, publisherId));
        connection.flush();
    }

    @Override
    public void onFrame(Frame frame) {
        Receiver session = next;
        if (session != null) {
            session.onFrame(frame);
        } else if (frame instanceof Frame.Welcome welcome && isSound(welcome)) {
            ClientSession made = new ClientSession(connection, config, welcome, helloMillis);
            next = made.adapter();
            made.adapter().askTime();
            done.complete(made);
        } else if (frame instanceof Frame.Goodbye goodbye) {
            end(reasonOf(goodbye.reason()), connection.peer() + " refuses: " + goodbye.detail());
            connection.close(new Closed(goodbye.reason(), goodbye.detail()));
        } else if (!done.isDone()) {
            String detail = "answered Hello with " + frame;
            end(Reason.PROTOCOL, connection.peer() + " " + detail + ": is it a Dunlin server?");
            connection.send(new Frame.Goodbye(CloseReason.PROTOCOL, detail));
            connection.close(new Closed(CloseReason.PROTOCOL, detail));
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
            end(Reason.UNREACHABLE, connection.peer() + " closed the connection before it said welcome: " + how);
        }
    }
}
