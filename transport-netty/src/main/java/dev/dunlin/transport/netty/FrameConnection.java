package dev.dunlin.transport.netty;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that carries frames, each after its length. */
final class FrameConnection extends Carried implements Connection {

    private final Acceptor acceptor;
    private final TransportLimits limits;
    private final FrameDecoder decoder = new FrameDecoder();

    // The turn's own.
    private @Nullable Receiver receiver;
    private Frame.@Nullable Goodbye goodbye;

    FrameConnection(NettyConnection connection, Acceptor acceptor, TransportLimits limits) {
        super(connection);
        this.acceptor = acceptor;
        this.limits = limits;
    }

    /**
     * Frames of the broker's protocol, which are taken without blocking.
     *
     * @param acceptor who is told of each connection
     * @param limits the bounds of each
     */
    record Frames(Acceptor acceptor, TransportLimits limits) implements Speech {

        @Override
        public Dialect serve(NettyConnection connection) {
            return new FrameConnection(connection, acceptor, limits);
        }

        @Override
        public Dialect refuse(NettyConnection connection, Closed why) {
            return new FrameConnection(connection, to -> refused(to, why), limits);
        }

        private Receiver refused(Connection connection, Closed why) {
            acceptor.onRefused(connection.peer(), why);
            connection.send(new Frame.Goodbye(why.reason(), why.detail()));
            connection.close(why);
            return Receiver.deaf();
        }

        @Override
        public boolean isOwn() {
            return false;
        }
    }

    @Override
    public String origin() {
        return stream().origin();
    }

    @Override
    public void send(Frame frame) {
        Objects.requireNonNull(frame, "frame");
        if (stream().isEnding()) {
            return;
        }
        try {
            stream().queue(FrameEncoder.measure(frame, limits.maxFrameBytes()));
        } catch (UnsendableFrameException e) {
            stream().fault(CloseReason.FRAME_TOO_LARGE, Objects.toString(e.getMessage()));
        } catch (RuntimeException e) {
            stream().thrown(e);
            throw e;
        }
    }

    @Override
    public Assembler assembler() {
        return new FrameAssembler(stream().allocator(), limits.maxFrameBytes());
    }

    @Override
    public void opened() {
        receiver = Objects.requireNonNull(acceptor.accept(this), "the acceptor's receiver");
    }

    @Override
    public void take(ByteBuf buffer, int index, int length) {
        Frame frame = decoder.decode(buffer, index, length);
        if (frame instanceof Frame.Goodbye last) {
            goodbye = last;
        }
        receiver().onFrame(frame);
    }

    @Override
    public void pause() {
        receiver().onPause();
    }

    @Override
    public void writable() {
        receiver().onWritable();
    }

    @Override
    public void closed(Closed how, int openBytes) {
        if (receiver != null) {
            receiver.onClosed(how);
        }
    }

    private Receiver receiver() {
        return Objects.requireNonNull(receiver);
    }

    @Override
    public @Nullable Closed announced() {
        return goodbye == null ? null : new Closed(goodbye.reason(), goodbye.detail());
    }

    @Override
    public Outgoing farewell(CloseReason reason, String detail) {
        return FrameEncoder.measure(new Frame.Goodbye(reason, detail), Integer.MAX_VALUE);
    }
}
