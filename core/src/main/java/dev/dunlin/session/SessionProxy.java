package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a client's calls into frames, in the order in which they were made. Any thread enqueues; one task at a time on
 * the connection's executor packs what has gathered, and flushes once: when nothing else is going on a message leaves at
 * once, and while the connection is busy messages gather to frames of {@link ClientConfig#batchBytes()}.
 */
final class SessionProxy {

    /*
     * `scheduled` is true from when a task is owed until it has found the queue empty. A caller: offer; read `scheduled`,
     * and if it is false change it and submit the task. The task: poll until empty; set `scheduled` to false; look at the
     * queue once more. Offer and set are followed by full fences (Dekker), and the queue's isEmpty goes by the indices
     * that offer has changed, so one of the two sees the other.
     *
     * The queue is bounded: publishes by the window (whoever is in the queue holds a place there), calls by MAX_CALLS.
     * While the connection is not writable what is queued stays; onWritable goes on.
     *
     * Everything below the queue (pending, lastId, over) belongs to the executor.
     */

    /** How many calls other than publishes may wait to be sent. */
    private static final int MAX_CALLS = 1 << 16;

    private static final int FIRST_CHUNK = 256;

    private final Connection connection;
    private final Executor executor;
    private final PublishWindow window;
    private final int batchBytes;
    private final MpscChunkedVarHandleArrayQueue<Outbound> queue;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final ArrayDeque<RemoteReceipt> pending = new ArrayDeque<>();
    private long lastId;
    private @Nullable DunlinException over;

    SessionProxy(Connection connection, Executor executor, PublishWindow window, int batchBytes) {
        this.connection = connection;
        this.executor = executor;
        this.window = window;
        this.batchBytes = batchBytes;
        this.queue = new MpscChunkedVarHandleArrayQueue<>(FIRST_CHUNK, window.maxCount() + MAX_CALLS);
    }

    /** Queues a publish that holds its place in the window; {@link #schedule} follows. */
    void add(RemoteReceipt receipt) {
        if (!queue.offer(receipt)) {
            throw new IllegalStateException("the window holds more than its bound");
        }
    }

    /**
     * Queues a call and has it sent.
     *
     * @throws DunlinException LIMIT_REACHED if too many wait
     */
    void submit(Outbound.Call call) {
        if (!trySubmit(call)) {
            throw new DunlinException(
                    Reason.LIMIT_REACHED, MAX_CALLS + " calls wait to be sent: wait for some of them");
        }
    }

    /** Queues a call and has it sent, unless too many wait. */
    boolean trySubmit(Outbound.Call call) {
        if (calls.incrementAndGet() > MAX_CALLS || !queue.offer(call)) {
            calls.decrementAndGet();
            return false;
        }
        schedule();
        return true;
    }

    /** Makes sure that what is queued is sent. */
    void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The connection's threads are gone, and so is the connection: onClosed has failed what was queued.
                scheduled.set(false);
                throw new DunlinException(Reason.CLOSED, "the connection takes no more: " + e.getMessage(), e);
            }
        }
    }

    private void drain() {
        do {
            sendQueued();
            scheduled.set(false);
        } while (!queue.isEmpty() && connection.isWritable() && scheduled.compareAndSet(false, true));
    }

    /** Sends what is queued, as far as the connection can be written to. On the executor. */
    void sendQueued() {
        DunlinException fault = over;
        if (fault != null) {
            failQueued(fault);
            return;
        }
        boolean sent = false;
        while (connection.isWritable() && sendNext()) {
            sent = true;
        }
        if (sent) {
            connection.flush();
        }
    }

    /** Sends the next call, or a frame of the publishes that come next. */
    private boolean sendNext() {
        Outbound next = queue.peek();
        if (next == null) {
            return false;
        }
        if (next instanceof Outbound.Call call) {
            queue.poll();
            calls.decrementAndGet();
            call.send();
        } else {
            sendBatch();
        }
        return true;
    }

    private void sendBatch() {
        List<Frame.Outgoing> batch = new ArrayList<>();
        long firstId = lastId + 1;
        long bytes = 0;
        while (queue.peek() instanceof RemoteReceipt receipt) {
            if (!batch.isEmpty() && bytes + receipt.cost() > batchBytes) {
                break;
            }
            queue.poll();
            batch.add(receipt.sentAs(++lastId));
            pending.add(receipt);
            bytes += receipt.cost();
        }
        connection.send(new Frame.Publish(firstId, batch));
    }

    /** Gives those who published the broker's word. On the executor. */
    void onPublished(Frame.Published frame) {
        for (Frame.Outcome outcome : frame.outcomes()) {
            RemoteReceipt first = pending.peek();
            if (first == null
                    || first.id() != outcome.firstId()
                    || outcome.count() < 1
                    || outcome.count() > pending.size()) {
                throw new ProtocolFault("Published firstId=" + outcome.firstId() + " count=" + outcome.count()
                        + ": expected firstId=" + (first == null ? "none" : first.id()) + " and at most "
                        + pending.size());
            }
            // First the places, so that what is chained to an answer may publish again.
            window.release(outcome.count(), costOfNext(outcome.count()));
            for (int i = 0; i < outcome.count(); i++) {
                pending.remove().answer(outcome);
            }
        }
    }

    private long costOfNext(int count) {
        long bytes = 0;
        Iterator<RemoteReceipt> next = pending.iterator();
        for (int i = 0; i < count; i++) {
            bytes += next.next().cost();
        }
        return bytes;
    }

    /**
     * Ends it: nothing more will be sent or answered. On the executor.
     *
     * @param lost what those are told whose publishes were sent
     * @param unsent what those are told whose calls were not
     */
    void end(DunlinException lost, DunlinException unsent) {
        over = unsent;
        window.fail(unsent);
        for (RemoteReceipt receipt = pending.poll(); receipt != null; receipt = pending.poll()) {
            window.release(1, receipt.cost());
            receipt.fail(lost);
        }
        failQueued(unsent);
    }

    private void failQueued(DunlinException fault) {
        for (Outbound next = queue.poll(); next != null; next = queue.poll()) {
            if (next instanceof RemoteReceipt receipt) {
                window.release(1, receipt.cost());
            } else {
                calls.decrementAndGet();
            }
            next.fail(fault);
        }
    }
}
