package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands what comes over a socket to its connection's receiver, frame by frame. Only called on the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // the acceptor has been told
final class FrameAdapter extends ChannelInboundHandlerAdapter {

    private final NettyConnection connection;
    private final CompletableFuture<Connection> opened;
    private final FrameAssembler assembler;
    private final FrameDeadline deadline;
    private final FrameDecoder decoder = new FrameDecoder();

    /** Whether a frame was handed over since the receiver was last told of a pause. */
    private boolean handedOver;

    private Frame.@Nullable Goodbye goodbye;

    /** What the system said of the socket when it failed. */
    private @Nullable Throwable failure;

    /**
     * Creates an adapter.
     *
     * @param opened completed when the acceptor was told of the connection, or has thrown
     */
    FrameAdapter(
            NettyConnection connection,
            CompletableFuture<Connection> opened,
            FrameAssembler assembler,
            FrameDeadline deadline) {
        this.connection = connection;
        this.opened = opened;
        this.assembler = assembler;
        this.deadline = deadline;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        try {
            connection.open();
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
            connection.thrown(e);
            return;
        }
        if (!opened.complete(connection)) {
            connection.close(new Closed(CloseReason.TIMED_OUT, "connected too late"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (connection.isEnding()) {
            read.release();
            return;
        }
        deadline.came(read.readableBytes());
        assembler.add(read);
        connection.holdFlushes();
        handOver();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        pause();
    }

    /** Hands over what has been read and held back. */
    void goOn() {
        deadline.goOn();
        connection.holdFlushes();
        handOver();
        pause();
    }

    private void handOver() {
        Receiver receiver = connection.receiver();
        try {
            while (connection.takesFrames() && assembler.advance()) {
                Frame frame = decoder.decode(assembler.buffer(), assembler.index(), assembler.length());
                if (frame instanceof Frame.Goodbye last) {
                    goodbye = last;
                }
                handedOver = true;
                deadline.goOn();
                receiver.onFrame(frame);
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
                connection.receiver().onPause();
            } catch (RuntimeException | Error e) {
                connection.thrown(e);
            }
        }
        connection.releaseFlushes();
        deadline.watch(assembler.isMidFrame());
    }

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
        deadline.stop();
        Closed how = peersEnd();
        assembler.release();
        connection.ended(how);
    }

    private Closed peersEnd() {
        if (goodbye != null) {
            return new Closed(goodbye.reason(), goodbye.detail());
        }
        if (failure != null) {
            return new Closed(CloseReason.LOST, Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
        }
        return assembler.isMidFrame()
                ? new Closed(CloseReason.TRUNCATED, "the peer closed in the middle of a frame")
                : new Closed(CloseReason.LOST, "the peer closed without a goodbye");
    }
}
