package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Messages that were accepted and are not yet in sight, until they are due. Safe for use by any thread. */
final class DelayedMessages {

    /** A message out of sight. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    private record Held(
            InMemoryTopic topic,
            byte[] payload,
            Attributes attributes,
            long acceptedMillis,
            long expiresMillis,
            long dueMillis,
            long order)
            implements Comparable<Held> {

        int costBytes() {
            return Envelope.costBytes(payload, attributes);
        }

        @Override
        public int compareTo(Held other) {
            int byDue = Long.compare(dueMillis, other.dueMillis);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }
    }

    private final Environment environment;
    private final Ledger ledger;
    private final PriorityQueue<Held> held = new PriorityQueue<>();
    private long order;
    private long bytes;
    private long nextMillis = Long.MAX_VALUE;
    private Scheduler.@Nullable Timer timer;
    private boolean closed;

    DelayedMessages(Environment environment, Ledger ledger) {
        this.environment = environment;
        this.ledger = ledger;
    }

    Receipt hold(
            InMemoryTopic topic,
            byte[] payload,
            Attributes attributes,
            long acceptedMillis,
            long expiresMillis,
            long dueMillis) {
        synchronized (this) {
            Held message = new Held(topic, payload, attributes, acceptedMillis, expiresMillis, dueMillis, order++);
            held.add(message);
            count(message.costBytes());
            plan();
        }
        return new LocalReceipt(topic.name(), 0, acceptedMillis, expiresMillis, dueMillis);
    }

    private void count(long change) {
        if (change > 0) {
            ledger.cameIn(bytes, bytes + change);
        } else {
            ledger.wentOut(bytes + change, bytes);
        }
        bytes += change;
    }

    private void plan() {
        Held first = held.peek();
        if (first == null || closed || (timer != null && first.dueMillis() >= nextMillis)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        nextMillis = first.dueMillis();
        long wait = Math.max(0, nextMillis - environment.clock().millis());
        timer = environment.scheduler().schedule(wait * 1_000_000, this::release);
    }

    private void release() {
        List<Held> due = new ArrayList<>();
        synchronized (this) {
            timer = null;
            nextMillis = Long.MAX_VALUE;
            long now = environment.clock().millis();
            while (!held.isEmpty() && held.peek().dueMillis() <= now) {
                Held message = held.remove();
                count(-message.costBytes());
                due.add(message);
            }
            plan();
        }
        for (Held message : due) {
            message.topic()
                    .append(
                            message.payload(),
                            message.attributes(),
                            message.acceptedMillis(),
                            message.expiresMillis(),
                            message.costBytes());
        }
    }

    synchronized long size() {
        return held.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Forgets everything, and gives what was held. */
    synchronized List<Envelope> close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
        List<Envelope> dropped = new ArrayList<>();
        for (Held message : held) {
            dropped.add(new Envelope(
                    message.topic().name(),
                    0,
                    message.acceptedMillis(),
                    message.expiresMillis(),
                    message.payload(),
                    message.attributes()));
        }
        held.clear();
        count(-bytes);
        return dropped;
    }
}
