package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the bare Netty relay is spoken to. A connection says in its first byte what it is for; a message is its length in
 * four bytes and itself. Publishers send 32 KiB at a time, and have eight such batches on their way at most.
 */
final class RelayWire implements Wire {

    static final byte PUBLISHES = 'P';
    static final byte SUBSCRIBES = 'S';
    static final int MAX_FRAME_BYTES = 1 << 16;

    /** With room for the prefixes of two messages of 16 KiB. */
    private static final int BATCH_BYTES = (32 << 10) + 64;

    private static final int BATCHES_ON_THEIR_WAY = 8;

    /** Reads of one batch, each of which is dealt with before the next. */
    static RecvByteBufAllocator batches() {
        return new FixedRecvByteBufAllocator(BATCH_BYTES).maxMessagesPerRead(1);
    }

    private static Channel connect(int port, ChannelHandler handler) throws InterruptedException {
        return new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, batches())
                .handler(handler)
                .connect("127.0.0.1", port)
                .sync()
                .channel();
    }

    private static void say(Channel channel, byte role) throws InterruptedException {
        channel.writeAndFlush(channel.alloc().buffer(1).writeByte(role)).sync();
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws InterruptedException {
        RelaySubscriber subscriber = new RelaySubscriber(taker);
        say(connect(port, subscriber), SUBSCRIBES);
        subscriber.established.await();
    }

    @Override
    public Sender sender(int port) throws InterruptedException {
        Channel channel = connect(port, new ChannelInboundHandlerAdapter());
        say(channel, PUBLISHES);
        return new BatchSender(channel);
    }

    /** Hears that it has subscribed, then hands each message on in an array of its own, as the peers do. */
    private static final class RelaySubscriber extends ChannelInboundHandlerAdapter {

        private final CountDownLatch established = new CountDownLatch(1);
        private final Consumer<byte[]> taker;
        private @Nullable ByteBuf begun;

        RelaySubscriber(Consumer<byte[]> taker) {
            this.taker = taker;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf buffer = (ByteBuf) message;
            if (begun != null) {
                buffer = begun.writeBytes(buffer);
                ((ByteBuf) message).release();
                begun = null;
            }
            if (established.getCount() > 0) {
                buffer.skipBytes(1);
                established.countDown();
            }
            while (buffer.readableBytes() >= Integer.BYTES
                    && buffer.readableBytes() >= Integer.BYTES + buffer.getInt(buffer.readerIndex())) {
                byte[] payload = new byte[buffer.readInt()];
                buffer.readBytes(payload);
                taker.accept(payload);
            }
            if (buffer.isReadable()) {
                begun = context.alloc()
                        .directBuffer(BATCH_BYTES + MAX_FRAME_BYTES)
                        .writeBytes(buffer);
            }
            buffer.release();
        }
    }

    /** Puts messages together, and sends them when there are enough. */
    private static final class BatchSender implements Sender {

        private final Channel channel;
        private final Semaphore room = new Semaphore(BATCHES_ON_THEIR_WAY);
        private ByteBuf batch;

        BatchSender(Channel channel) {
            this.channel = channel;
            this.batch = channel.alloc().directBuffer(BATCH_BYTES);
        }

        @Override
        public void send(byte[] payload) {
            if (batch.writableBytes() < Integer.BYTES + payload.length) {
                write();
            }
            batch.writeInt(payload.length).writeBytes(payload);
        }

        /** Waits until the system has taken all; the relay itself says nothing. */
        @Override
        public void flush() {
            write();
            room.acquireUninterruptibly(BATCHES_ON_THEIR_WAY);
            room.release(BATCHES_ON_THEIR_WAY);
            if (!channel.isActive()) {
                throw new IllegalStateException("the relay has closed the connection");
            }
        }

        private void write() {
            room.acquireUninterruptibly();
            channel.writeAndFlush(batch).addListener(sent -> room.release());
            batch = channel.alloc().directBuffer(BATCH_BYTES);
        }
    }
}
