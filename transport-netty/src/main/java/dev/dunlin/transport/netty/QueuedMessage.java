package dev.dunlin.transport.netty;

import dev.dunlin.transport.Framing;
import io.netty.buffer.ByteBuf;

/** A message of somebody's own protocol that waits to be written. */
final class QueuedMessage implements Outgoing {

    private final byte[] message;
    private final Framing framing;

    /**
     * Creates one.
     *
     * @param message not to be changed any more
     * @param framing what tells it from others
     */
    QueuedMessage(byte[] message, Framing framing) {
        this.message = message;
        this.framing = framing;
    }

    @Override
    public int wireBytes() {
        return message.length + (framing instanceof Framing.Delimited ? 1 : QueuedFrame.PREFIX_BYTES);
    }

    @Override
    public boolean isLast() {
        return false;
    }

    @Override
    public void writeTo(ByteBuf out) {
        if (framing instanceof Framing.Delimited delimited) {
            out.writeBytes(message).writeByte(delimited.sent());
        } else {
            out.writeInt(message.length).writeBytes(message);
        }
    }
}
