package dev.dunlin.transport.netty;

import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.Scheduler.Timer;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a socket, whatever is spoken over it. The socket, and what is queued for it, belong to the event loop;
 * what comes is taken, and its {@link Dialect} told, in the connection's {@link Turn}, which may be the event loop too. What
 * any thread may do is queued there, but for {@code ending} and {@code paused}, which are looked at by all.
 *
 * <p>The end: the first to say why it ends decides what the dialect is told ({@code ending}). From then on nothing is
 * received and nothing more is queued. What is queued is sent, then this half of the stream is ended, the dialect is told,
 * and what still comes is read and dropped until the peer ends its half: a socket that is closed with bytes unread would
 * destroy what is on its way to the peer. A deadline bounds all of that.
 *
 * <p>Where the turn is elsewhere, the event loop stops reading while more than {@value #MAX_IN_HAND_BYTES} bytes are handed
 * over and not taken.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class NettyConnection {

    private static final System.Logger LOG = System.getLogger(NettyConnection.class.getPackageName());

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int MAX_IN_HAND_BYTES = 256 << 10;

    private final DuplexChannel channel;
    private final EventLoop loop;
    private final Turn turn;
    private final Scheduler scheduler;
    private final WireAddress address;
    private final Dialect dialect;
    private final FrameProxy proxy;
    private final StreamAdapter adapter;

    private final AtomicReference<@Nullable Closed> ending = new AtomicReference<>();
    private volatile boolean paused;

    /** What was handed over and not taken, in bytes. */
    private final AtomicInteger inHandBytes = new AtomicInteger();

    /** Whether that is too much to read on. */
    private volatile boolean full;

    /** Written before anybody else knows of the connection. */
    private String peer = "";

    private String origin = "";

    // The event loop's own.
    private @Nullable Timer deadline;
    private boolean shuttingDown;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean over;

    // The turn's own.
    private boolean open;
    private boolean told;
    private int openBytes;

    /**
     * Creates a connection that opens when its socket is connected.
     *
     * @param speech gives the dialect that is spoken over it
     * @param opened completed when the dialect was told, or has thrown
     */
    NettyConnection(
            DuplexChannel channel,
            Endpoint endpoint,
            Turn turn,
            Function<NettyConnection, Dialect> speech,
            CompletableFuture<Dialect> opened) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.turn = turn;
        this.scheduler = endpoint.environment().scheduler();
        this.address = endpoint.address();
        this.proxy = new FrameProxy(channel, this, endpoint.limits());
        this.dialect = speech.apply(this);
        this.adapter = new StreamAdapter(
                this,
                turn,
                dialect,
                new FrameDeadline(this, scheduler, turn, endpoint.limits().frameTimeout()),
                opened);
    }

    ChannelHandler adapter() {
        return adapter;
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    String peer() {
        return peer;
    }

    String origin() {
        return origin;
    }

    Turn turn() {
        return turn;
    }

    /** Queues what is to be sent; beyond the hard bound the connection ends. Any thread. */
    void queue(Outgoing message) {
        if (!proxy.send(message)) {
            fault(
                    CloseReason.OVERFLOW,
                    "more is queued than " + peer + " takes: at most " + proxy.maxBytes() + " bytes");
        }
    }

    /** Sends what is queued. Any thread. */
    void flush() {
        proxy.flush();
    }

    /** Whether less is queued than the mark. Any thread. */
    boolean isWritable() {
        return proxy.isWritable();
    }

    /** Stops reading. Any thread. */
    void pauseReading() {
        paused = true;
        onLoop(this::applyPaused);
    }

    /** Reads again. Any thread. */
    void resumeReading() {
        paused = false;
        laterInTurn(this::resume);
    }

    /** Sends what is queued, then closes. Any thread. */
    void close(Closed how) {
        Objects.requireNonNull(how, "how");
        if (ending.compareAndSet(null, how)) {
            laterOnLoop(this::shutDown);
        }
    }

    /** Ends the connection for a fault that the peer is told of. Any thread. */
    void fault(CloseReason reason, String detail) {
        end(new Closed(reason, detail), detail);
    }

    /** Ends the connection for a fault on this side: what a receiver threw, or a bug. Any thread. */
    void thrown(Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, () -> "event=connection-failed peer=" + peer, cause);
        end(new Closed(CloseReason.INTERNAL, cause.toString()), "a fault on the other side");
    }

    private void end(Closed how, String toPeer) {
        if (ending.compareAndSet(null, how)) {
            laterOnLoop(() -> {
                if (how.reason() == CloseReason.OVERFLOW) {
                    proxy.clear();
                }
                Outgoing farewell = dialect.farewell(how.reason(), toPeer);
                if (farewell != null) {
                    proxy.sayLast(farewell);
                }
                shutDown();
            });
        }
    }

    boolean isEnding() {
        return ending.get() != null;
    }

    // From here on: in turn.

    /** Tells the dialect. Throws what that throws. */
    void open() {
        dialect.opened();
        open = true;
    }

    boolean takesMessages() {
        return !paused && !isEnding();
    }

    void holdFlushes() {
        proxy.holdFlushes();
    }

    void releaseFlushes() {
        proxy.releaseFlushes();
    }

    private void resume() {
        if (takesMessages()) {
            adapter.goOn();
            onLoop(this::applyPaused);
        }
    }

    /** What was handed over has been taken. */
    void takenIn(int bytes) {
        if (inHandBytes.addAndGet(-bytes) <= MAX_IN_HAND_BYTES / 2 && full) {
            full = false;
            onLoop(this::applyPaused);
        }
    }

    /**
     * The peer has said its last, and that has been taken.
     *
     * @param cutBytes how much there is of a message that has no end
     */
    void end(Closed how, int cutBytes) {
        openBytes = cutBytes;
        close(how);
    }

    /** The socket is closed. */
    void ended(Closed how, int cutBytes) {
        openBytes = Math.max(openBytes, cutBytes);
        ending.compareAndSet(null, how);
        onLoop(() -> {
            over = true;
            if (deadline != null) {
                deadline.cancel();
            }
            proxy.clear();
        });
        tell();
    }

    private void tell() {
        if (told || !open) {
            return;
        }
        told = true;
        try {
            dialect.closed(Objects.requireNonNull(ending.get()), openBytes);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, () -> "event=receiver-failed-at-end peer=" + peer, e);
        }
    }

    // From here on: the event loop.

    /** The socket is connected. */
    void connected() {
        peer = address.peer(channel.remoteAddress());
        origin = address.origin(channel.remoteAddress());
    }

    /** The peer has ended its half of the stream. */
    void inputEnded() {
        inputEnded = true;
        if (outputEnded) {
            channel.close();
        }
    }

    /** What has been read is handed over. */
    void handedOver(int bytes) {
        if (inHandBytes.addAndGet(bytes) > MAX_IN_HAND_BYTES) {
            full = true;
            // It may have been taken meanwhile, by one who did not see that it was too much.
            if (inHandBytes.get() <= MAX_IN_HAND_BYTES / 2) {
                full = false;
            }
            applyPaused();
        }
    }

    /** Less than half of the mark is queued, and somebody waits for that. */
    void writableAgain() {
        laterInTurn(() -> {
            if (!isEnding()) {
                try {
                    dialect.writable();
                } catch (RuntimeException | Error e) {
                    thrown(e);
                }
            }
        });
    }

    private void applyPaused() {
        if (!isEnding()) {
            readIfThereIsMore(!paused && !full);
        }
    }

    private void shutDown() {
        if (over) {
            return;
        }
        shuttingDown = true;
        deadline = scheduler.schedule(CLOSE_NANOS, () -> laterOnLoop(channel::close));
        readIfThereIsMore(true);
        proxy.drain();
    }

    /** Epoll has forgotten a socket whose input has ended: to ask for more fails there. */
    private void readIfThereIsMore(boolean wanted) {
        if (!inputEnded) {
            channel.config().setAutoRead(wanted);
        }
    }

    /** All that could be written has been. */
    void drained() {
        if (shuttingDown && !outputEnded && proxy.isDrained()) {
            outputEnded = true;
            TlsGate.endOutput(channel);
            // Not at once: whoever flushes may stand above.
            laterInTurn(this::tell);
            if (inputEnded) {
                channel.close();
            }
        }
    }

    /** The socket failed. */
    void broken(Throwable cause) {
        adapter.broken(cause);
        channel.close();
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            laterOnLoop(task);
        }
    }

    private void laterInTurn(Runnable task) {
        later(turn, task);
    }

    /** Runs a task on the event loop, unless that is gone: then the socket is too. Any thread. */
    void laterOnLoop(Runnable task) {
        later(loop, task);
    }

    private void later(Executor where, Runnable task) {
        try {
            where.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "event=late-task peer=" + peer);
        }
    }
}
