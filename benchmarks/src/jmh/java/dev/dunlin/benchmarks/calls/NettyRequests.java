package dev.dunlin.benchmarks.calls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** One connection of the server: answers what a read has brought in one write. Used by the event loop. */
final class NettyRequests extends NettyFrames {

    private final CallServer server;
    private @Nullable ByteBuf answers;
    private boolean reading;

    NettyRequests(CallServer server) {
        this.server = server;
    }

    @Override
    void frame(ChannelHandlerContext context, long number, byte[] body) {
        reading = true;
        server.answer(body, answer -> {
            if (context.executor().inEventLoop()) {
                add(context, number, answer);
            } else {
                context.executor().execute(() -> add(context, number, answer));
            }
        });
    }

    private void add(ChannelHandlerContext context, long number, byte[] answer) {
        if (answers == null) {
            answers = context.alloc().directBuffer();
        }
        append(answers, number, answer);
        if (!reading) {
            flush(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush(context);
    }

    private void flush(ChannelHandlerContext context) {
        if (answers != null) {
            var unused = context.writeAndFlush(answers, context.voidPromise());
            answers = null;
        }
    }
}
