package dev.dunlin.benchmarks.overtcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** One connection of the relay: its first byte says whether it publishes or subscribes, its next bytes are frames. */
final class RelayAdapter extends ChannelInboundHandlerAdapter {

    private static final int CUT_FRAME_BYTES = 256;

    private final RelayHub hub;
    private boolean publishes;
    private boolean subscribes;
    private @Nullable ByteBuf begun;

    RelayAdapter(RelayHub hub) {
        this.hub = hub;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        try {
            if (!publishes && !subscribes) {
                greet(context, read);
            }
            if (publishes) {
                mend(read);
                hub.publish(read);
                if (read.isReadable()) {
                    begun = context.alloc().directBuffer(CUT_FRAME_BYTES).writeBytes(read);
                }
            }
        } finally {
            read.release();
        }
    }

    /** Publishes the frame that the last read cut, once its rest has come. */
    private void mend(ByteBuf read) {
        if (begun != null) {
            move(read, begun, Integer.BYTES);
            if (begun.readableBytes() >= Integer.BYTES) {
                move(read, begun, Integer.BYTES + begun.getInt(begun.readerIndex()));
            }
            hub.publish(begun);
            if (!begun.isReadable()) {
                begun.release();
                begun = null;
            }
        }
    }

    /** Moves bytes until there are so many. */
    private static void move(ByteBuf from, ByteBuf to, int wanted) {
        int missing = Math.min(wanted, RelayWire.MAX_FRAME_BYTES) - to.readableBytes();
        to.writeBytes(from, Math.max(0, Math.min(missing, from.readableBytes())));
    }

    private void greet(ChannelHandlerContext context, ByteBuf read) {
        byte role = read.readByte();
        if (role == RelayWire.PUBLISHES) {
            publishes = true;
            hub.addPublisher(context.channel());
        } else if (role == RelayWire.SUBSCRIBES) {
            subscribes = true;
            hub.addSubscriber(context.channel());
            var unused = context.writeAndFlush(context.alloc().buffer(1).writeByte(role), context.voidPromise());
        } else {
            throw new IllegalArgumentException("role=" + role + ": must be P or S");
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        hub.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        hub.holdUpOrLetGo();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        hub.remove(context.channel());
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.err.println(context.channel() + ": " + cause);
        var unused = context.close();
    }
}
