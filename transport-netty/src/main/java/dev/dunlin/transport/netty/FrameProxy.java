package dev.dunlin.transport.netty;

import dev.dunlin.transport.TransportLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Frames, or other messages, on their way to a socket. Any thread may queue them; the event loop encodes what is queued
 * into a few buffers and hands them to the system in one call. While the socket takes no more, they wait as they are, not
 * encoded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class FrameProxy {

    /*
     * Journey. send: measure → count → offer. flush: raise FLUSHING, and whoever raised it posts one drain. drain (event
     * loop): poll → encode → write, while less than MAX_IN_FLIGHT_BYTES are with the socket; goes on when the socket has
     * taken them.
     *
     * Invariants. `queuedBytes` is what all frames cost that were offered and whose bytes have not reached the socket; each
     * frame is counted once by its sender before it is offered, and discounted once, by the event loop (getAndAdd: a
     * counter, and a full fence for what follows). One thread's frames leave in the order of its calls: the queue is FIFO
     * for each producer, and there is one consumer.
     *
     * No flush is lost. A sender offers, then raises FLUSHING (getAndSet, a full fence even if it was up); if it was up, a
     * drain is posted that has not yet lowered it. The drain lowers it (getAndSet) before it polls, so that it sees all that
     * was offered by those who found it up.
     *
     * No wake-up is lost. isWritable raises WAITING (setVolatile) before it looks at `queuedBytes` a second time
     * (getVolatile); the event loop discounts (getAndAdd) before it looks at WAITING (getVolatile). One sees the other.
     *
     * Non-invariants. A frame that was offered while a drain runs may leave with it, before any flush. `queuedBytes` may
     * pass the hard bound for an instant by what senders count before they find that it is passed; they take it back.
     * relaxedPoll may not see a frame whose sender has claimed a place and not yet filled it; that sender's flush is still
     * to come.
     */

    /** How much is encoded before the system is called, in bytes. */
    private static final int BATCH_BYTES = 64 << 10;

    /** The size of a buffer, in bytes, but for larger frames: what the allocator keeps at hand for each thread. */
    private static final int BUFFER_BYTES = 32 << 10;

    /** How much may be encoded and not taken by the socket, in bytes, before frames wait as they are. */
    private static final int MAX_IN_FLIGHT_BYTES = 128 << 10;

    /** How many batches are written before other connections have their turn. */
    private static final int MAX_BATCHES = 16;

    private static final int CHUNK = 64;

    private static final VarHandle QUEUED_BYTES;
    private static final VarHandle FLUSHING;
    private static final VarHandle WAITING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            QUEUED_BYTES = lookup.findVarHandle(FrameProxy.class, "queuedBytes", long.class);
            FLUSHING = lookup.findVarHandle(FrameProxy.class, "flushing", boolean.class);
            WAITING = lookup.findVarHandle(FrameProxy.class, "waiting", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Channel channel;
    private final NettyConnection connection;
    private final TransportLimits limits;
    private final MpscUnboundedVarHandleArrayQueue<Outgoing> queue = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

    @SuppressWarnings("unused") // by QUEUED_BYTES
    private long queuedBytes;

    @SuppressWarnings("unused") // by FLUSHING
    private boolean flushing;

    @SuppressWarnings("unused") // by WAITING
    private boolean waiting;

    // The event loop's own.
    private long inFlightBytes;
    private boolean draining;
    private boolean sealed;

    // The turn's own; others may look at `held`, and then ask whose turn it is.
    private boolean held;
    private boolean flushHeld;

    FrameProxy(Channel channel, NettyConnection connection, TransportLimits limits) {
        this.channel = channel;
        this.connection = connection;
        this.limits = limits;
    }

    /**
     * Queues a frame. Any thread.
     *
     * @return false if it is not queued, as the hard bound would be passed
     */
    boolean send(Outgoing frame) {
        int cost = frame.costBytes();
        long before = (long) QUEUED_BYTES.getAndAdd(this, (long) cost);
        if (before + cost > limits.maxQueuedBytes()) {
            QUEUED_BYTES.getAndAdd(this, (long) -cost);
            return false;
        }
        queue.offer(frame);
        return true;
    }

    /** Sends what is queued. Any thread. On the event loop at once, unless flushes are held. */
    void flush() {
        if (held && connection.turn().isCurrent()) {
            flushHeld = true;
        } else if (channel.eventLoop().inEventLoop()) {
            drain();
        } else if (!(boolean) FLUSHING.getAndSet(this, true)) {
            connection.laterOnLoop(this::postedDrain);
        }
    }

    /** Whether less is queued than the mark. If not, the connection is told when less than half of that is. Any thread. */
    boolean isWritable() {
        if ((long) QUEUED_BYTES.getVolatile(this) < limits.highWaterBytes()) {
            return true;
        }
        WAITING.setVolatile(this, true);
        return (long) QUEUED_BYTES.getVolatile(this) < limits.highWaterBytes();
    }

    /** The hard bound. */
    int maxBytes() {
        return limits.maxQueuedBytes();
    }

    /** From now on flushes wait for {@link #releaseFlushes()}, so that those of many frames become one. In turn. */
    void holdFlushes() {
        held = true;
    }

    /** Flushes no longer wait. In turn. */
    void releaseFlushes() {
        held = false;
        if (flushHeld) {
            flushHeld = false;
            flush();
        }
    }

    /**
     * Says goodbye as the last frame: what is queued behind it is dropped. Event loop.
     *
     * @param goodbye queued whatever the bounds
     */
    void sayLast(Outgoing goodbye) {
        QUEUED_BYTES.getAndAdd(this, (long) goodbye.costBytes());
        queue.offer(goodbye);
    }

    /** Drops what is queued. Event loop. */
    void clear() {
        Outgoing frame = queue.poll();
        while (frame != null) {
            discount(frame.costBytes());
            frame = queue.poll();
        }
    }

    /** Whether all that was queued has reached the socket. Event loop. */
    boolean isDrained() {
        return inFlightBytes == 0 && queue.isEmpty();
    }

    private void postedDrain() {
        boolean unused = (boolean) FLUSHING.getAndSet(this, false);
        drain();
    }

    /** Encodes and writes what is queued, as far as the socket takes it. Event loop. */
    void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            int batches = 0;
            while (inFlightBytes < MAX_IN_FLIGHT_BYTES && writeBatch()) {
                if (++batches == MAX_BATCHES) {
                    channel.eventLoop().execute(this::drain);
                    break;
                }
            }
        } catch (RuntimeException | Error e) {
            connection.thrown(e);
        } finally {
            draining = false;
        }
        connection.drained();
    }

    private boolean writeBatch() {
        Batch batch = new Batch();
        try {
            while (batch.costBytes < BATCH_BYTES) {
                Outgoing frame = queue.relaxedPoll();
                if (frame == null) {
                    break;
                }
                if (sealed) {
                    discount(frame.costBytes());
                } else {
                    sealed = frame.isLast();
                    batch.add(frame);
                }
            }
        } catch (RuntimeException | Error e) {
            batch.abandon();
            throw e;
        }
        return batch.write();
    }

    /** What is handed to the system in one call. */
    private final class Batch {

        private @Nullable ByteBuf buffer;
        private long costBytes;

        void add(Outgoing frame) {
            costBytes += frame.costBytes();
            int needed = frame.wireBytes();
            ByteBuf target = buffer;
            if (target == null || target.writableBytes() < needed) {
                if (target != null) {
                    channel.write(target, channel.voidPromise());
                }
                target = allocate(needed);
                buffer = target;
            }
            frame.writeTo(target);
        }

        /** Room for a frame and, up to a buffer's size, for what waits behind it. */
        private ByteBuf allocate(int needed) {
            long behind = Math.max(0, (long) QUEUED_BYTES.getOpaque(FrameProxy.this) - inFlightBytes - costBytes);
            return channel.alloc().directBuffer(Math.max(needed, (int) Math.min(BUFFER_BYTES, needed + behind)));
        }

        void abandon() {
            if (buffer != null) {
                buffer.release();
            }
            discount(costBytes);
        }

        boolean write() {
            if (buffer == null) {
                return false;
            }
            inFlightBytes += costBytes;
            channel.writeAndFlush(buffer).addListener((ChannelFuture written) -> written(written, costBytes));
            return true;
        }
    }

    private void written(ChannelFuture written, long costBytes) {
        inFlightBytes -= costBytes;
        discount(costBytes);
        if (!written.isSuccess()) {
            connection.broken(written.cause());
        } else if (!draining) {
            drain();
        }
    }

    private void discount(long costBytes) {
        long left = (long) QUEUED_BYTES.getAndAdd(this, -costBytes) - costBytes;
        if (left <= limits.highWaterBytes() / 2 && (boolean) WAITING.getVolatile(this)) {
            WAITING.setVolatile(this, false);
            connection.writableAgain();
        }
    }
}
