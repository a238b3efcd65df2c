package dev.dunlin.transport.netty;

import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.Scheduler.Timer;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a socket. Its state lives on the event loop; what any thread may do is queued there, but for {@code
 * ending} and {@code paused}, which are looked at by all.
 *
 * <p>The end: the first to say why it ends decides what the receiver is told ({@code ending}). From then on nothing is
 * received and nothing more is queued. What is queued is sent, then this half of the stream is ended, the receiver is told,
 * and what still comes is read and dropped until the peer ends its half: a socket that is closed with bytes unread would
 * destroy what is on its way to the peer. A deadline bounds all of that.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class NettyConnection implements Connection {

    private static final System.Logger LOG = System.getLogger(NettyConnection.class.getPackageName());

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final DuplexChannel channel;
    private final EventLoop loop;
    private final Scheduler scheduler;
    private final Acceptor acceptor;
    private final WireAddress address;
    private final FrameProxy proxy;
    private final FrameAdapter adapter;

    private final AtomicReference<@Nullable Closed> ending = new AtomicReference<>();
    private volatile boolean paused;

    /** Written before anybody else knows of the connection. */
    private String peer = "";

    private String origin = "";

    // The event loop's own.
    private @Nullable Receiver receiver;
    private @Nullable Timer deadline;
    private boolean shuttingDown;
    private boolean outputEnded;
    private boolean told;

    /**
     * Creates a connection that opens when its socket is connected.
     *
     * @param opened completed when the acceptor was told, or has thrown
     */
    NettyConnection(DuplexChannel channel, Endpoint endpoint, CompletableFuture<Connection> opened) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.scheduler = endpoint.environment().scheduler();
        this.acceptor = endpoint.acceptor();
        this.address = endpoint.address();
        this.proxy = new FrameProxy(channel, this, endpoint.limits());
        this.adapter = new FrameAdapter(
                this,
                opened,
                new FrameAssembler(channel.alloc(), endpoint.limits().maxFrameBytes()),
                new FrameDeadline(this, scheduler, loop, endpoint.limits().frameTimeout()));
    }

    ChannelHandler adapter() {
        return adapter;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public Executor executor() {
        return loop;
    }

    @Override
    public void send(Frame frame) {
        Objects.requireNonNull(frame, "frame");
        if (isEnding()) {
            return;
        }
        try {
            if (!proxy.send(frame)) {
                fault(
                        CloseReason.OVERFLOW,
                        "more is queued than " + peer + " takes: at most " + proxy.maxBytes() + " bytes");
            }
        } catch (UnsendableFrameException e) {
            fault(CloseReason.FRAME_TOO_LARGE, Objects.toString(e.getMessage()));
        } catch (RuntimeException e) {
            thrown(e);
            throw e;
        }
    }

    @Override
    public void flush() {
        proxy.flush();
    }

    @Override
    public boolean isWritable() {
        return proxy.isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
        onLoop(this::applyPaused);
    }

    @Override
    public void resumeReading() {
        paused = false;
        loop.execute(this::resume);
    }

    @Override
    public void close(Closed how) {
        Objects.requireNonNull(how, "how");
        if (ending.compareAndSet(null, how)) {
            loop.execute(this::shutDown);
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

    private void end(Closed how, String told) {
        if (ending.compareAndSet(null, how)) {
            loop.execute(() -> {
                if (how.reason() == CloseReason.OVERFLOW) {
                    proxy.clear();
                }
                proxy.sayLast(new Frame.Goodbye(how.reason(), told));
                shutDown();
            });
        }
    }

    // From here on: the event loop.

    /** The socket is connected. Throws what the acceptor throws. */
    void open() {
        peer = address.peer(channel.remoteAddress());
        origin = address.origin(channel.remoteAddress());
        receiver = Objects.requireNonNull(acceptor.accept(this), "the acceptor's receiver");
    }

    Receiver receiver() {
        return Objects.requireNonNull(receiver);
    }

    boolean isEnding() {
        return ending.get() != null;
    }

    boolean takesFrames() {
        return !paused && !isEnding();
    }

    void holdFlushes() {
        proxy.holdFlushes();
    }

    void releaseFlushes() {
        proxy.releaseFlushes();
    }

    /** Less than half of the mark is queued, and somebody waits for that. */
    void writableAgain() {
        loop.execute(() -> {
            if (!isEnding()) {
                try {
                    receiver().onWritable();
                } catch (RuntimeException | Error e) {
                    thrown(e);
                }
            }
        });
    }

    private void resume() {
        if (takesFrames()) {
            adapter.goOn();
            applyPaused();
        }
    }

    private void applyPaused() {
        if (!isEnding()) {
            channel.config().setAutoRead(!paused);
        }
    }

    private void shutDown() {
        if (told) {
            return;
        }
        shuttingDown = true;
        deadline = scheduler.schedule(CLOSE_NANOS, () -> loop.execute(channel::close));
        channel.config().setAutoRead(true);
        proxy.drain();
    }

    /** All that could be written has been. */
    void drained() {
        if (shuttingDown && !outputEnded && proxy.isDrained()) {
            outputEnded = true;
            channel.shutdownOutput();
            // Not at once: whoever flushes may stand above.
            loop.execute(this::tell);
        }
    }

    /** The socket failed. */
    void broken(Throwable cause) {
        adapter.broken(cause);
        channel.close();
    }

    /** The socket is closed. */
    void ended(Closed how) {
        ending.compareAndSet(null, how);
        if (deadline != null) {
            deadline.cancel();
        }
        proxy.clear();
        tell();
    }

    private void tell() {
        if (told || receiver == null) {
            return;
        }
        told = true;
        try {
            receiver.onClosed(Objects.requireNonNull(ending.get()));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, () -> "event=receiver-failed-at-end peer=" + peer, e);
        }
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
