package dev.dunlin.session;

import dev.dunlin.broker.Gap;
import dev.dunlin.transport.Frame;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jctools.queues.varhandle.unpadded.SpscUnboundedVarHandleUnpaddedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What has come for a subscription and was not taken yet: bounded by the credit that was given for it. Filled by the
 * connection's executor; emptied by one thread at a time, each taking happening before the next.
 */
final class Inbox {

    /*
     * The queue's own type has no bound. It is bounded because a server that sends more than its credit, by more than the
     * largest message and a frame, is closed: each message costs some 70 bytes at least. Reports of gaps cost no credit
     * and are counted apart.
     *
     * Counters have one writer each, which reads them plainly and stores them opaquely: another thread may see a number
     * that is a little old. The server's credit is spent by what was put in, so that a stale `takenBytes` could make an
     * honest server look dishonest only if credit were granted before it is stored: it is stored first, and the granting
     * goes through a queue that orders the two.
     */
    private static final int CHUNK = 16;

    /** How many reports of gaps may wait. */
    private static final int MAX_GAPS = 4096;

    /** What may come beyond the credit besides the largest message: what a server puts into one frame. */
    private static final long SLACK_BYTES = 1 << 20;

    /** What came in one frame: messages, or the report of a gap. */
    private record Arrival(
            List<Frame.Delivery> deliveries, @Nullable Gap gap, long nanos, int life) {}

    private static final Arrival NOTHING = new Arrival(List.of(), null, 0, 0);

    private final long maxBytes;
    private final long grantBytes;
    private final LongConsumer grant;
    private final SpscUnboundedVarHandleUnpaddedArrayQueue<Arrival> arrivals =
            new SpscUnboundedVarHandleUnpaddedArrayQueue<>(CHUNK);
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong putBytes = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong takenBytes = new AtomicLong();
    private final AtomicInteger gaps = new AtomicInteger();

    /** Messages that came in an earlier life are not handed out. Written by the executor. */
    private volatile int life;

    /** The frame that is being taken, and how far; belongs to the taker. */
    private Arrival current = NOTHING;

    private int next;
    private long ungrantedBytes;

    /**
     * An empty inbox.
     *
     * @param creditBytes what the server is granted in all
     * @param maxMessageBytes the server's largest payload
     * @param grant is told how much more to grant, when half of the credit has been taken
     */
    Inbox(long creditBytes, long maxMessageBytes, LongConsumer grant) {
        long slack = 2 * maxMessageBytes + SLACK_BYTES;
        this.maxBytes = creditBytes > Long.MAX_VALUE - slack ? Long.MAX_VALUE : creditBytes + slack;
        this.grantBytes = Math.max(1, creditBytes / 2);
        this.grant = grant;
    }

    /** Messages have come. */
    void put(List<Frame.Delivery> deliveries, long bytes, long nanos) {
        long waiting = putBytes.getPlain() + bytes - takenBytes.getOpaque();
        if (waiting > maxBytes) {
            throw new ProtocolFault(waiting + " bytes delivered and not taken: at most " + maxBytes + " were granted");
        }
        put.setOpaque(put.getPlain() + deliveries.size());
        putBytes.setOpaque(putBytes.getPlain() + bytes);
        arrivals.offer(new Arrival(deliveries, null, nanos, life));
    }

    /** The report of a gap has come. */
    void put(Gap gap) {
        if (gaps.incrementAndGet() > MAX_GAPS) {
            throw new ProtocolFault("more than " + MAX_GAPS + " gaps reported and not taken");
        }
        arrivals.offer(new Arrival(List.of(), gap, 0, Integer.MAX_VALUE));
    }

    /**
     * Takes the next message, or null if none is there.
     *
     * @param onGap is told of gaps that come before it
     */
    Frame.@Nullable Delivery take(Consumer<Gap> onGap) {
        Frame.Delivery delivery = takeOne(onGap);
        while (delivery != null && current.life() < life) {
            delivery = takeOne(onGap);
        }
        return delivery;
    }

    private Frame.@Nullable Delivery takeOne(Consumer<Gap> onGap) {
        while (next >= current.deliveries().size()) {
            Arrival arrival = arrivals.poll();
            if (arrival == null) {
                current = NOTHING;
                next = 0;
                return null;
            }
            current = arrival;
            next = 0;
            if (arrival.gap() != null) {
                gaps.decrementAndGet();
                onGap.accept(arrival.gap());
            }
        }
        Frame.Delivery delivery = current.deliveries().get(next++);
        spend(delivery.envelope().costBytes());
        return delivery;
    }

    private void spend(int bytes) {
        taken.setOpaque(taken.getPlain() + 1);
        takenBytes.setOpaque(takenBytes.getPlain() + bytes);
        ungrantedBytes += bytes;
        if (ungrantedBytes >= grantBytes) {
            long more = ungrantedBytes;
            ungrantedBytes = 0;
            grant.accept(more);
        }
    }

    /** When the message that was taken last came, in nanoseconds by the clock. */
    long takenArrivalNanos() {
        return current.nanos();
    }

    /** Whether there is something to take. */
    boolean hasNext() {
        return next < current.deliveries().size() || !arrivals.isEmpty();
    }

    /** What has come until now is not handed out any more; its credit is granted again. On the executor. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void voidAll() {
        life++;
    }

    /** Throws away what is left. By the taker. */
    void clear() {
        arrivals.clear();
        current = NOTHING;
        next = 0;
        taken.setOpaque(put.getOpaque());
        takenBytes.setOpaque(putBytes.getOpaque());
    }

    /** How many messages wait. */
    long waiting() {
        return Math.max(0, put.getOpaque() - taken.getOpaque());
    }

    /** How many bytes wait. */
    long waitingBytes() {
        return Math.max(0, putBytes.getOpaque() - takenBytes.getOpaque());
    }
}
