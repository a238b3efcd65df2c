package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private final ClientLink link;
    private final PublishWindow window;
    private final int batchBytes;
    private final MpscChunkedVarHandleArrayQueue<Outbound> queue;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final Unanswered pending = new Unanswered();

    /** Sent on a connection that has ended, and not answered: goes before what is queued. Oldest first. */
    private final Unanswered again = new Unanswered();

    /** What there was no place for in the queue. */
    private final ArrayDeque<Outbound.Call> apart = new ArrayDeque<>();

    private int serverWindow;
    private boolean held;
    private long lastId;
    private @Nullable DunlinException over;

    SessionProxy(ClientLink link, PublishWindow window, int batchBytes) {
        this.link = link;
        this.window = window;
        this.serverWindow = window.maxCount();
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
                link.submit(this::drain);
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
        } while (hasMore() && link.isWritable() && scheduled.compareAndSet(false, true));
    }

    /** Whether something is queued that may be sent now. */
    private boolean hasMore() {
        Outbound next = again.isEmpty() ? queue.peek() : again.peek();
        return next instanceof RemoteReceipt ? mayPublish() : next != null;
    }

    /** Whether the server takes publishes just now. */
    private boolean mayPublish() {
        return !held && pending.size() < serverWindow;
    }

    /** Sends what is queued, as far as the connection can be written to. On the executor. */
    void sendQueued() {
        DunlinException fault = over;
        if (fault != null) {
            failQueued(fault);
            return;
        }
        boolean sent = false;
        while (link.isWritable() && sendNext()) {
            sent = true;
        }
        if (sent) {
            link.flush();
        }
    }

    /** Sends the next call, or a frame of the publishes that come next. */
    private boolean sendNext() {
        Outbound next = again.isEmpty() ? queue.peek() : again.peek();
        if (next == null) {
            return sendApart();
        }
        if (next instanceof Outbound.Call call) {
            queue.poll();
            calls.decrementAndGet();
            call.send();
            return true;
        }
        return mayPublish() && sendBatch();
    }

    private boolean sendApart() {
        Outbound.Call call = apart.poll();
        if (call != null) {
            call.send();
        }
        return call != null;
    }

    /** Sends a frame of publishes, unless the server would have too many to answer. */
    private boolean sendBatch() {
        List<Frame.Outgoing> batch = new ArrayList<>();
        RemoteReceipt resent = again.peek();
        long firstId = resent == null ? lastId + 1 : resent.id();
        long bytes = 0;
        while (mayPublish() && nextPublish() instanceof RemoteReceipt receipt) {
            if (!batch.isEmpty() && bytes + receipt.cost() > batchBytes) {
                break;
            }
            batch.add(take(receipt));
            pending.add(receipt);
            bytes += receipt.cost();
        }
        if (batch.isEmpty()) {
            return false;
        }
        link.send(new Frame.Publish(firstId, batch));
        return true;
    }

    private @Nullable Outbound nextPublish() {
        RemoteReceipt first = again.peek();
        return first != null ? first : queue.peek();
    }

    private Frame.Outgoing take(RemoteReceipt receipt) {
        if (again.isEmpty()) {
            queue.poll();
            return receipt.sentAs(++lastId);
        }
        again.poll();
        return receipt.sentAgain();
    }

    /** Sends no more publishes until the session is resumed. On the executor. */
    void hold() {
        held = true;
    }

    /** Whether all that was sent has been answered. On the executor. */
    boolean isAnswered() {
        return pending.isEmpty();
    }

    /** Sends a call for which there was no place in the queue, after what is there. */
    void submitApart(Outbound.Call call) {
        link.execute(() -> {
            DunlinException fault = over;
            if (fault != null) {
                call.fail(fault);
                return;
            }
            apart.add(call);
            sendQueued();
        });
    }

    /**
     * The connection is another: sends again what was not answered, and goes on. On the executor.
     *
     * @param window how many the server lets be unanswered
     * @param remembered whether the server knows which of them it has stored
     * @param lost what those are told who sent them, if it does not
     */
    void resume(int window, boolean remembered, DunlinException lost) {
        serverWindow = window;
        held = false;
        pending.addAll(again);
        if (remembered) {
            again.addAll(pending);
        } else {
            failSent(lost);
        }
        sendQueued();
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
            window.release(outcome.count(), pending.costOfOldest(outcome.count()));
            for (int i = 0; i < outcome.count(); i++) {
                Objects.requireNonNull(pending.poll()).answer(outcome);
            }
        }
        if (serverWindow < window.maxCount()) {
            // It may have held publishes back that this side's window has let through.
            sendQueued();
        }
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
        pending.addAll(again);
        failSent(lost);
        failQueued(unsent);
    }

    private void failSent(DunlinException lost) {
        for (RemoteReceipt receipt = pending.poll(); receipt != null; receipt = pending.poll()) {
            window.release(1, receipt.cost());
            receipt.fail(lost);
        }
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
        for (Outbound.Call call = apart.poll(); call != null; call = apart.poll()) {
            call.fail(fault);
        }
    }
}
