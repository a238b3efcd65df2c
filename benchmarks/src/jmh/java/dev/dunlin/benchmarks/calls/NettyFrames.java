package dev.dunlin.benchmarks.calls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Cuts what is read into frames, and keeps the one that a read has cut until its rest comes. Used by the event loop. */
abstract class NettyFrames extends ChannelInboundHandlerAdapter {

    private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;
    private static final int MAX_BODY_BYTES = 1 << 20;

    private @Nullable ByteBuf begun;

    /** Takes a frame. */
    abstract void frame(ChannelHandlerContext context, long number, byte[] body);

    /** Appends a frame. */
    static void append(ByteBuf buffer, long number, byte[] body) {
        buffer.writeInt(body.length).writeLong(number).writeBytes(body);
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        if (begun != null) {
            buffer = begun.writeBytes(buffer);
            ((ByteBuf) message).release();
            begun = null;
        }
        try {
            while (buffer.readableBytes() >= HEAD_BYTES) {
                int length = buffer.getInt(buffer.readerIndex());
                if (length < 0 || length > MAX_BODY_BYTES) {
                    throw new IllegalArgumentException("body of " + length + " bytes: at most " + MAX_BODY_BYTES);
                }
                if (buffer.readableBytes() < HEAD_BYTES + length) {
                    break;
                }
                buffer.skipBytes(Integer.BYTES);
                long number = buffer.readLong();
                byte[] body = new byte[length];
                buffer.readBytes(body);
                frame(context, number, body);
            }
            if (buffer.isReadable()) {
                begun = context.alloc().directBuffer().writeBytes(buffer);
            }
        } finally {
            buffer.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.err.println(context.channel() + ": " + cause);
        var unused = context.close();
    }
}
