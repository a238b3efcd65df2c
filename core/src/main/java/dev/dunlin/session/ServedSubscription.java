package dev.dunlin.session;

import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.environment.Clock;
import dev.dunlin.transport.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one subscription's messages to its client, as far as the client's credit and the connection allow.
 *
 * <p>The subscription is paused at the broker while the client has no credit, or the connection cannot be written to: what
 * waits then waits in the broker's log, under the broker's bounds and the subscription's overload policy. Only the batch
 * that was at hand waits here, so a client that does not read costs one batch more than its credit.
 */
final class ServedSubscription {

    /*
     * Two threads come here: the broker's worker with messages (onBatch, onGap), and the connection's executor with all
     * else. Everything that changes is guarded by `lock`, which is held for as long as it takes to queue frames and to
     * pause or resume the subscription: neither blocks nor calls back. Pausing under the lock makes "no credit, so pause"
     * and "credit has come, so resume" happen in the order in which they were decided.
     *
     * A transport may call onWritable from within send or flush, on the executor's thread: `backlog` and `creditBytes` are
     * therefore settled before each send, and read again after.
     *
     * No wake-up is lost: whoever sees the connection unwritable under the lock leaves the subscription paused, and the
     * call of onWritable that follows takes the lock after.
     *
     * Invariant: while `backlog` is not empty the subscription is paused, so no batch comes that could overtake it.
     */
    private final long number;
    private final ServerLink link;
    private final ServerCounters counters;
    private final Clock clock;
    private final boolean tracked;
    private final int batchBytes;
    private final Object lock = new Object();
    /** Deliveries, and gaps between them. */
    private final ArrayDeque<Record> backlog = new ArrayDeque<>();

    private long creditBytes;
    private boolean paused = true;
    private boolean established;
    private boolean closed;
    private @Nullable Subscription subscription;
    private @Nullable SubscriptionEnd end;
    private boolean tellsStarts;
    private long beforeMillis;

    ServedSubscription(Frame.Subscribe terms, ServerLink link, ServerCounters counters, Clock clock, int batchBytes) {
        this.number = terms.subscription();
        this.creditBytes = terms.creditBytes();
        this.tracked = terms.terms().manual();
        this.link = link;
        this.counters = counters;
        this.clock = clock;
        this.batchBytes = batchBytes;
    }

    /**
     * The broker has made the subscription, paused.
     *
     * @param tellStarts whether the client is to be told where it starts
     * @param millis what the clock showed before, in milliseconds since the epoch
     */
    void opened(Subscription made, boolean tellStarts, long millis) {
        synchronized (lock) {
            subscription = made;
            tellsStarts = tellStarts;
            beforeMillis = millis;
        }
    }

    /** The broker has taken the subscription in. */
    void onEstablished() {
        synchronized (lock) {
            if (!closed) {
                established = true;
                link.send(subscribed());
                link.flush();
                steer();
            }
        }
    }

    private Frame.Subscribed subscribed() {
        Subscription made = subscription;
        if (!tellsStarts || made == null) {
            return new Frame.Subscribed(number);
        }
        Map<String, Long> starts = made.positions();
        return Protocol.fitsInAFrame(starts)
                ? new Frame.Subscribed(number, starts, 0)
                : new Frame.Subscribed(number, Map.of(), beforeMillis);
    }

    /** Messages have come: the broker's handler. */
    void onBatch(List<Message<byte[]>> batch) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            boolean sent = deliverAtOnce(batch);
            if (deliver() || sent) {
                link.flush();
            }
            steer();
        }
    }

    /** Sends what fits into one frame if nothing is before it; the rest, or all of it, waits. Gives whether it sent. */
    private boolean deliverAtOnce(List<Message<byte[]>> batch) {
        int taken = 0;
        if (backlog.isEmpty() && link.isWritable()) {
            long bytes = 0;
            List<Frame.Delivery> deliveries = new ArrayList<>(batch.size());
            while (taken < batch.size() && creditBytes > 0) {
                Frame.Delivery next = delivery(batch.get(taken));
                int cost = next.envelope().costBytes();
                if (taken > 0 && bytes + cost > batchBytes) {
                    break;
                }
                deliveries.add(next);
                taken++;
                bytes += cost;
                creditBytes -= cost;
            }
            if (taken > 0) {
                link.send(new Frame.Deliver(number, deliveries));
            }
        }
        for (Message<byte[]> waiting : batch.subList(taken, batch.size())) {
            backlog.add(delivery(waiting));
        }
        return taken > 0;
    }

    private static Frame.Delivery delivery(Message<byte[]> message) {
        return new Frame.Delivery(message.envelope(), message.attempt());
    }

    /** Messages were missed. */
    void onGap(Gap gap) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            backlog.add(gap);
            if (deliver()) {
                link.flush();
            }
            steer();
        }
    }

    /** For a client that does not know that brokers may be replaced. */
    private static Gap inOldWords(Gap gap) {
        return gap.reason() == DropReason.BROKER_REPLACED
                ? new Gap(gap.topic(), gap.first(), 1, DropReason.BROKER_CLOSED)
                : gap;
    }

    /** The client gives credit, or takes it back. */
    void onCredit(long bytes) {
        List<Envelope> expired;
        synchronized (lock) {
            creditBytes = saturatedSum(creditBytes, bytes);
            expired = goOn();
        }
        passOver(expired);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (b > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
    }

    /** The connection can be written to again. */
    void onWritable() {
        List<Envelope> expired;
        synchronized (lock) {
            expired = goOn();
        }
        passOver(expired);
    }

    /**
     * The broker will hand out nothing more. The client is told after what waits here; one that was cut off because too much
     * waited is told at once, as it may never ask for the rest.
     */
    void onEnded(SubscriptionEnd how) {
        synchronized (lock) {
            end = how;
            if (how instanceof SubscriptionEnd.Overloaded) {
                backlog.clear();
            }
            goOn();
        }
    }

    /** Whether the client has been told of the end. */
    boolean isOver() {
        synchronized (lock) {
            return closed;
        }
    }

    void acknowledge(String topic, List<Long> sequences) {
        Subscription to = subscription();
        if (to != null) {
            sequences.forEach(sequence -> to.acknowledge(topic, sequence));
        }
    }

    void reject(String topic, List<Long> sequences) {
        Subscription to = subscription();
        if (to != null) {
            sequences.forEach(sequence -> to.reject(topic, sequence));
        }
    }

    /** Ends it without a word: the client wants no more, or is gone. */
    void close() {
        Subscription made;
        synchronized (lock) {
            closed = true;
            backlog.clear();
            made = subscription;
        }
        if (made != null) {
            made.close();
        }
    }

    private @Nullable Subscription subscription() {
        synchronized (lock) {
            return subscription;
        }
    }

    /** Delivers what had to wait, if it may now; gives what is too old for that. */
    private List<Envelope> goOn() {
        if (closed) {
            return List.of();
        }
        List<Envelope> expired = dropExpired();
        boolean sent = deliver();
        SubscriptionEnd how = end;
        if (how != null && backlog.isEmpty()) {
            closed = true;
            link.send(new Frame.Ended(number, how));
            sent = true;
        }
        if (sent) {
            link.flush();
        }
        steer();
        return expired;
    }

    private List<Envelope> dropExpired() {
        if (backlog.isEmpty()) {
            return List.of();
        }
        List<Envelope> expired = new ArrayList<>();
        long now = clock.millis();
        backlog.removeIf(waiting -> {
            boolean past = waiting instanceof Frame.Delivery delivery
                    && delivery.envelope().expiresMillis() <= now
                    && expired.add(delivery.envelope());
            return past;
        });
        return expired;
    }

    /** Says of messages that came too late that they were not dealt with: the broker finds them expired. */
    private void passOver(List<Envelope> expired) {
        counters.expired.add(expired.size());
        Subscription from = subscription();
        if (tracked && from != null) {
            expired.forEach(envelope -> from.reject(envelope.topic(), envelope.sequence()));
        }
    }

    /** Sends what waits, messages while there is credit and room; gives whether it sent any. */
    private boolean deliver() {
        boolean sent = false;
        while (true) {
            if (backlog.peek() instanceof Gap gap) {
                backlog.remove();
                link.send(new Frame.Skipped(number, link.isResumable() ? gap : inOldWords(gap)));
            } else if (!backlog.isEmpty() && creditBytes > 0 && link.isWritable()) {
                link.send(new Frame.Deliver(number, nextBatch()));
            } else {
                return sent;
            }
            sent = true;
        }
    }

    private List<Frame.Delivery> nextBatch() {
        List<Frame.Delivery> batch = new ArrayList<>(backlog.size());
        long bytes = 0;
        while (backlog.peek() instanceof Frame.Delivery next && creditBytes > 0) {
            int cost = next.envelope().costBytes();
            if (!batch.isEmpty() && bytes + cost > batchBytes) {
                break;
            }
            backlog.remove();
            batch.add(next);
            bytes += cost;
            creditBytes -= cost;
        }
        return batch;
    }

    /** Lets the broker hand out more, or not. */
    private void steer() {
        Subscription at = subscription;
        if (at == null || !established) {
            return;
        }
        boolean pause = closed || !backlog.isEmpty() || creditBytes <= 0 || !link.isWritable();
        if (pause != paused) {
            paused = pause;
            if (pause) {
                at.pause();
            } else {
                at.resume();
            }
        }
    }
}
