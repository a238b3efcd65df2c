package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hands what comes over a socket to its connection's dialect, message by message. The socket's events come on the event
 * loop; where the connection's turn is elsewhere, what was read in one go is handed over in one task.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the acceptor has been told
final class StreamAdapter extends ChannelInboundHandlerAdapter {

    private static final String CUT = "the peer closed in the middle of a frame";

    private final NettyConnection connection;
    private final Turn turn;
    private final CompletableFuture<Dialect> opened;

    // The event loop's own.
    private List<ByteBuf> unhanded = new ArrayList<>(0);
    private int unhandedBytes;

    // The turn's own.
    private final Dialect dialect;
    private final Assembler assembler;
    private final FrameDeadline deadline;

    /** Whether a message was handed over since the dialect was last told of a pause. */
    private boolean handedOver;

    /** Whether nothing more comes. */
    private boolean inputEnded;

    /** Whether all that has been read was handed over, but for a message that has not come to its end. */
    private boolean allIsTaken = true;

    /** What the system said of the socket when it failed. */
    private volatile @Nullable Throwable failure;

    /**
     * Creates an adapter.
     *
     * @param opened completed when the dialect was told of the connection, or has thrown
     */
    StreamAdapter(
            NettyConnection connection,
            Turn turn,
            Dialect dialect,
            FrameDeadline deadline,
            CompletableFuture<Dialect> opened) {
        this.deadline = deadline;
        this.connection = connection;
        this.turn = turn;
        this.dialect = dialect;
        this.opened = opened;
        this.assembler = dialect.assembler();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.connected();
        inTurn(this::open);
    }

    private void open() {
        try {
            connection.open();
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
            connection.thrown(e);
            return;
        }
        if (!opened.complete(dialect)) {
            connection.close(new Closed(CloseReason.TIMED_OUT, "connected too late"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (turn.isLoop()) {
            take(read);
        } else {
            unhanded.add(read);
            unhandedBytes += read.readableBytes();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (turn.isLoop()) {
            pause();
        } else if (!unhanded.isEmpty()) {
            List<ByteBuf> batch = unhanded;
            int bytes = unhandedBytes;
            unhanded = new ArrayList<>(1);
            unhandedBytes = 0;
            connection.handedOver(bytes);
            turn.execute(() -> {
                batch.forEach(this::take);
                pause();
                connection.takenIn(bytes);
            });
        }
    }

    /** The peer has ended its half, which ends the connection unless it is to be answered still. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.inputEnded();
            inTurn(() -> {
                inputEnded = true;
                endIfAllIsTaken();
            });
        }
    }

    /** Runs a task at once if this is the place, else in turn. */
    private void inTurn(Runnable task) {
        if (turn.isLoop()) {
            task.run();
        } else {
            turn.execute(task);
        }
    }

    // From here on: in turn.

    private void take(ByteBuf read) {
        if (connection.isEnding()) {
            read.release();
            return;
        }
        deadline.came(read.readableBytes());
        assembler.add(read);
        connection.holdFlushes();
        handOver();
    }

    /** Hands over what has been read and held back. */
    void goOn() {
        deadline.goOn();
        connection.holdFlushes();
        handOver();
        pause();
    }

    private void handOver() {
        try {
            allIsTaken = false;
            while (connection.takesMessages()) {
                if (!assembler.advance()) {
                    allIsTaken = true;
                    return;
                }
                handedOver = true;
                deadline.goOn();
                dialect.take(assembler.buffer(), assembler.index(), assembler.length());
            }
        } catch (MalformedFrameException e) {
            connection.fault(e.reason(), Objects.toString(e.getMessage()));
        } catch (RuntimeException | Error e) {
            connection.thrown(e);
        }
    }

    private void pause() {
        if (handedOver && !connection.isEnding()) {
            handedOver = false;
            try {
                dialect.pause();
            } catch (RuntimeException | Error e) {
                connection.thrown(e);
            }
        }
        connection.releaseFlushes();
        deadline.watch(assembler.openBytes() > 0);
        endIfAllIsTaken();
    }

    private void endIfAllIsTaken() {
        // One who does not read is not told of the end either: it may have an answer to give.
        if (inputEnded && allIsTaken && connection.takesMessages()) {
            int openBytes = assembler.openBytes();
            connection.end(
                    openBytes == 0
                            ? new Closed(CloseReason.NORMAL, "the peer has said all that it had to say")
                            : new Closed(CloseReason.TRUNCATED, CUT),
                    openBytes);
        }
    }

    // From here on: the event loop.

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            connection.broken(cause);
        } else {
            connection.thrown(cause);
        }
    }

    /** Remembers why the socket fails, in either direction. */
    void broken(Throwable cause) {
        if (failure == null && !(cause instanceof ClosedChannelException)) {
            failure = cause;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!turn.isLoop()) {
            channelReadComplete(context);
        }
        inTurn(() -> {
            deadline.stop();
            Closed how = peersEnd();
            int openBytes = assembler.openBytes();
            assembler.release();
            connection.ended(how, openBytes);
        });
    }

    private Closed peersEnd() {
        Closed announced = dialect.announced();
        if (announced != null) {
            return announced;
        }
        Throwable met = failure;
        if (met != null) {
            return new Closed(CloseReason.LOST, Objects.requireNonNullElse(met.getMessage(), met.toString()));
        }
        return assembler.openBytes() > 0
                ? new Closed(CloseReason.TRUNCATED, CUT)
                : new Closed(CloseReason.LOST, "the peer closed without a goodbye");
    }
}
