package dev.dunlin.transport.inmemory;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.frame.FrameCost;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.varhandle.unpadded.MpscChunkedVarHandleUnpaddedArrayQueue;
import org.jspecify.annotations.Nullable;

/** One end of a connection. Its receiver is called by the turns that its {@link Loop} gives it. */
final class End implements Connection {

    /*
     * `scheduled` is true while the end waits for a turn. Whoever adds work (a frame in the pipe, a task, a close) does so
     * first and then changes it from false to true; a turn sets it to false before it looks for work. Both are volatile
     * read-modify-writes or writes followed by reads in one total order, so work is either seen by the turn or by its
     * successor, and an end waits for at most one turn.
     *
     * Single writer: receiver, ended and farewell belong to the loop. `peer` is set once, before either end is scheduled,
     * and kept after the end: whoever closes wakes the peer after this end may have finished.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.transport");

    /** How many frames a turn brings before it is another end's. */
    private static final int FRAMES_PER_TURN = 256;

    private static final int TASKS_PER_TURN = 1024;
    private static final int MAX_TASKS = 1 << 20;

    private final String peerName;
    private final Loop loop;
    private final TransportLimits limits;
    private final Pipe in;
    private final Pipe out;
    private final Acceptor acceptor;
    private final CompletableFuture<Connection> accepted = new CompletableFuture<>();
    private final MpscChunkedVarHandleUnpaddedArrayQueue<Runnable> tasks =
            new MpscChunkedVarHandleUnpaddedArrayQueue<>(16, MAX_TASKS);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean relieved = new AtomicBoolean();
    private final AtomicReference<@Nullable Closed> closing = new AtomicReference<>();
    private final Executor executor = this::execute;
    private volatile boolean paused;
    private @Nullable End peer;
    private @Nullable Receiver receiver;
    private Frame.@Nullable Goodbye farewell;
    private boolean ended;

    private End(String peerName, Loop loop, TransportLimits limits, Pipe in, Pipe out, Acceptor acceptor) {
        this.peerName = peerName;
        this.loop = loop;
        this.limits = limits;
        this.in = in;
        this.out = out;
        this.acceptor = acceptor;
    }

    /** What one side of a connection brings to it. */
    record Side(String peerName, Loop loop, TransportLimits limits, Acceptor acceptor) {}

    /**
     * Makes a connection.
     *
     * @return the first side's end
     */
    static End connect(Side client, Side server) {
        Pipe up = new Pipe(client.limits());
        Pipe down = new Pipe(server.limits());
        End near = new End(client.peerName(), client.loop(), client.limits(), down, up, client.acceptor());
        End far = new End(server.peerName(), server.loop(), server.limits(), up, down, server.acceptor());
        near.peer = far;
        far.peer = near;
        far.schedule();
        near.schedule();
        return near;
    }

    /** Completes when the acceptor was told. */
    CompletableFuture<Connection> accepted() {
        return accepted;
    }

    @Override
    public String peer() {
        return peerName;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    private void execute(Runnable task) {
        if (!tasks.offer(Objects.requireNonNull(task, "task"))) {
            throw new RejectedExecutionException(peerName + ": " + MAX_TASKS + " tasks are waiting");
        }
        schedule();
    }

    @Override
    public void send(Frame frame) {
        Objects.requireNonNull(frame, "frame");
        if (closing.get() != null) {
            return;
        }
        if (!out.offer(frame)) {
            String detail = out.queuedBytes() + " bytes queued, maxQueuedBytes=" + limits.maxQueuedBytes();
            end(new Closed(CloseReason.OVERFLOW, detail), true);
        } else if (out.takeRelief()) {
            relieve();
        }
    }

    @Override
    public void flush() {
        wakePeer();
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        schedule();
    }

    @Override
    public void close(Closed how) {
        end(Objects.requireNonNull(how, "how"), false);
    }

    private void end(Closed how, boolean abrupt) {
        if (closing.compareAndSet(null, how)) {
            out.end(how, abrupt);
            schedule();
            wakePeer();
        }
    }

    private void relieve() {
        relieved.set(true);
        schedule();
    }

    private void wakePeer() {
        End other = peer;
        if (other != null) {
            other.schedule();
        }
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            loop.schedule(this);
        }
    }

    /** Does what is at hand. Called by the loop. */
    void turn() {
        scheduled.set(false);
        if (receiver == null) {
            accept();
        }
        runTasks();
        Receiver to = receiver;
        if (to != null && !ended) {
            serve(to);
        }
        if (!tasks.isEmpty() || (!ended && !paused && !in.isEmpty())) {
            schedule();
        }
    }

    private void serve(Receiver to) {
        if (relieved.getAndSet(false) && closing.get() == null) {
            guarded(to::onWritable);
        }
        if (closing.get() == null) {
            receive(to);
        }
        Closed how = closing.get();
        if (how == null) {
            how = endOfPeer();
        }
        if (how != null) {
            finish(to, how);
        }
    }

    private void accept() {
        try {
            receiver = Objects.requireNonNull(acceptor.accept(this), "receiver");
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "event=acceptor-failed peer=" + peerName, e);
            receiver = Receiver.deaf();
            close(new Closed(CloseReason.INTERNAL, e.toString()));
        }
        accepted.complete(this);
    }

    private void runTasks() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "event=task-failed peer=" + peerName, e);
            }
        }
    }

    private void receive(Receiver to) {
        int count = 0;
        while (count < FRAMES_PER_TURN && !paused && closing.get() == null && !isCutOff()) {
            Frame frame = in.poll();
            if (frame == null) {
                break;
            }
            count++;
            if (in.takeRelief()) {
                End other = peer;
                if (other != null) {
                    other.relieve();
                }
            }
            take(to, frame);
        }
        if (count > 0 && closing.get() == null) {
            guarded(to::onPause);
        }
    }

    private boolean isCutOff() {
        Pipe.Ending end = in.end();
        return end != null && end.abrupt();
    }

    private void take(Receiver to, Frame frame) {
        int cost = FrameCost.of(frame);
        if (cost > limits.maxFrameBytes()) {
            String detail = "frame of about " + cost + " bytes: maxFrameBytes=" + limits.maxFrameBytes();
            end(new Closed(CloseReason.FRAME_TOO_LARGE, detail), true);
            return;
        }
        if (frame instanceof Frame.Goodbye goodbye) {
            farewell = goodbye;
        }
        try {
            to.onFrame(frame);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        LOG.log(Level.ERROR, "event=receiver-failed peer=" + peerName, failure);
        end(new Closed(CloseReason.INTERNAL, failure.toString()), false);
    }

    /** How the other side ended the connection, once all that it sent has been received; else null. */
    private @Nullable Closed endOfPeer() {
        Pipe.Ending end = in.end();
        if (end == null || !(end.abrupt() || in.isEmpty())) {
            return null;
        }
        Frame.Goodbye last = farewell;
        return last != null
                ? new Closed(last.reason(), last.detail())
                : new Closed(CloseReason.LOST, "the other side closed without a word");
    }

    private void finish(Receiver to, Closed how) {
        ended = true;
        end(how, false);
        in.drop();
        guarded(() -> to.onClosed(how));
    }
}
