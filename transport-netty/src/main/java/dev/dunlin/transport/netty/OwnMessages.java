package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.TransportLimits;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that carries the messages of somebody's own protocol. */
final class OwnMessages extends Carried implements MessageConnection {

    private final Protocol protocol;

    /** The turn's own. */
    private @Nullable MessageReceiver receiver;

    private OwnMessages(NettyConnection connection, Protocol protocol) {
        super(connection);
        this.protocol = protocol;
    }

    /**
     * A protocol whose messages may be taken by blocking code.
     *
     * @param acceptor who is told of each connection
     * @param framing what tells messages from each other
     * @param limits the bounds of each connection
     */
    record Protocol(MessageAcceptor acceptor, Framing framing, TransportLimits limits) implements Speech {

        @Override
        public Dialect serve(NettyConnection connection) {
            return new OwnMessages(connection, this);
        }

        @Override
        public Dialect refuse(NettyConnection connection, Closed why) {
            MessageAcceptor refusing = to -> {
                acceptor.onRefused(to.peer(), why);
                to.close(why);
                return Deaf.INSTANCE;
            };
            return new OwnMessages(connection, new Protocol(refusing, framing, limits));
        }

        @Override
        public boolean isOwn() {
            return true;
        }
    }

    @Override
    public void send(byte[] message) {
        Objects.requireNonNull(message, "message");
        int most = protocol.limits().maxFrameBytes();
        if (message.length > most) {
            stream().fault(CloseReason.FRAME_TOO_LARGE, "a message of " + message.length + " bytes: at most " + most);
        } else if (!stream().isEnding()) {
            stream().queue(new QueuedMessage(message, protocol.framing()));
        }
    }

    @Override
    public Assembler assembler() {
        int most = protocol.limits().maxFrameBytes();
        return protocol.framing() instanceof Framing.Delimited delimited
                ? new DelimitedAssembler(stream().allocator(), delimited.received(), most)
                : new FrameAssembler(stream().allocator(), most);
    }

    @Override
    public void opened() {
        receiver = Objects.requireNonNull(protocol.acceptor().accept(this), "the acceptor's receiver");
    }

    @Override
    public void take(ByteBuf buffer, int index, int length) {
        byte[] message = new byte[length];
        buffer.getBytes(index, message);
        receiver().onMessage(message);
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
        receiver().onClosed(how, openBytes);
    }

    private MessageReceiver receiver() {
        return Objects.requireNonNull(receiver);
    }

    @Override
    public @Nullable Closed announced() {
        return null;
    }

    @Override
    public @Nullable Outgoing farewell(CloseReason reason, String detail) {
        return null;
    }

    /** Takes what a refused client says. */
    private enum Deaf implements MessageReceiver {
        INSTANCE;

        @Override
        public void onMessage(byte[] message) {}

        @Override
        public void onClosed(Closed how, int openBytes) {}
    }
}
