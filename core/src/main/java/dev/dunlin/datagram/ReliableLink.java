package dev.dunlin.datagram;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.TransportLimits;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over datagrams, as any thread may use it: frames arrive once and in order, or it breaks with a
 * reason. What is to be done is queued, or told to the socket's executor, to which its {@link LinkCourse} belongs. The first
 * to say why the connection ends decides what the receiver is told.
 */
final class ReliableLink implements Connection {

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    /**
     * The two ends.
     *
     * @param near what this side has drawn
     * @param peer where the other side is
     * @param far what the other side has drawn
     * @param name who that is, for logs
     */
    record Ends(long near, SocketAddress peer, long far, String name) {}

    private final PacketSocket socket;
    private final Ends ends;
    private final TransportLimits limits;
    private final FrameCodec codec;
    private final SendQueue queue;
    private final LinkCourse course;
    private final AtomicReference<@Nullable Closed> ending = new AtomicReference<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile boolean paused;

    ReliableLink(Port port, Ends ends, TransportLimits limits, Acceptor acceptor, long peerLimit) {
        this.socket = port.socket();
        this.ends = ends;
        this.limits = limits;
        this.codec = port.codec();
        this.queue = new SendQueue(limits);
        this.course = new LinkCourse(this, port, acceptor, peerLimit);
    }

    @Override
    public String peer() {
        return ends.name();
    }

    @Override
    public String origin() {
        return socket.origin(ends.peer());
    }

    @Override
    public Executor executor() {
        return socket.executor();
    }

    @Override
    public void send(Frame frame) {
        Objects.requireNonNull(frame, "frame");
        if (isEnding()) {
            return;
        }
        try {
            if (!queue.offer(codec.lay(frame, limits.maxFrameBytes()))) {
                String detail = queue.queuedBytes() + " bytes are queued for " + ends.name() + ": at most "
                        + limits.maxQueuedBytes();
                breakOff(new Closed(CloseReason.OVERFLOW, detail));
            }
        } catch (FrameFaultException e) {
            fault(e.reason(), Objects.toString(e.getMessage()));
        } catch (RuntimeException e) {
            thrown(e);
            throw e;
        }
    }

    @Override
    public void flush() {
        if (!course.isCalling() && flushing.compareAndSet(false, true)) {
            executor().execute(() -> {
                flushing.set(false);
                course.settle();
            });
        }
    }

    @Override
    public boolean isWritable() {
        return queue.isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        executor().execute(course::goOn);
    }

    @Override
    public void close(Closed how) {
        if (endsBy(Objects.requireNonNull(how, "how"))) {
            executor().execute(course::shutDown);
        }
    }

    /** Ends with a word to the peer, after what is queued, for a fault that it is told of. */
    void fault(CloseReason reason, String detail) {
        end(new Closed(reason, detail), detail);
    }

    /** The same for a fault on this side: what a receiver threw, or a bug. */
    void thrown(Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, () -> "event=connection-failed peer=" + ends.name(), cause);
        end(new Closed(CloseReason.INTERNAL, cause.toString()), "a fault on the other side");
    }

    private void end(Closed how, String toPeer) {
        if (endsBy(how)) {
            executor().execute(() -> {
                queue.offerLast(codec.lay(new Frame.Goodbye(how.reason(), toPeer), Integer.MAX_VALUE));
                course.shutDown();
            });
        }
    }

    /** Ends at once: what is queued is not sent. */
    private void breakOff(Closed how) {
        if (endsBy(how)) {
            executor().execute(() -> course.breakOff(how.reason(), how.detail()));
        }
    }

    /** Whether this is what the receiver is to be told of the end: only the first is. */
    boolean endsBy(Closed how) {
        return ending.compareAndSet(null, how);
    }

    /** Whether somebody has said why the connection ends. */
    boolean isEnding() {
        return ending.get() != null;
    }

    /** What was said first, if something was. */
    @Nullable
    Closed ending() {
        return ending.get();
    }

    /** Whether frames may be handed over. */
    boolean takesFrames() {
        return !paused && !isEnding();
    }

    boolean isPaused() {
        return paused;
    }

    Ends ends() {
        return ends;
    }

    TransportLimits limits() {
        return limits;
    }

    SendQueue queue() {
        return queue;
    }

    /** What belongs to the executor. */
    LinkCourse course() {
        return course;
    }
}
