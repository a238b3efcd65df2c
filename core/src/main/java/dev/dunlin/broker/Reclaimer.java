package dev.dunlin.broker;

import dev.dunlin.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frees messages whose time has come, a segment at a time. Lateness costs memory and nothing else: whether a message may
 * still be seen is decided where it is read. Safe for use by any thread.
 */
final class Reclaimer {

    /*
     * DueSegments holds the segments, each until its next sweep. A sweep buries what has expired in the segment, and puts the
     * segment back until an eighth of what is left will have expired: so a segment of one lifetime is swept once, and one of
     * mixed lifetimes a few dozen times at most (1024 slots, each sweep buries an eighth: log(1024) / log(8/7) = 52).
     *
     * A busy topic does not wait for the timer: whoever registers a new segment has the oldest swept if it is spent. So what a
     * topic retains beyond its messages' lifetimes is a segment or two while it is published to, and what two seconds brought
     * when publishing stops.
     *
     * Who registers a segment: the publisher of a message that expires long before the segment's next sweep ("long": half
     * of the time left, so at most 38 times between 10 years and 1 ms), and each sweep that leaves something alive.
     *
     * Lock order: a log's monitor, held for one sweep in which no user code runs, then a segment's, held for a comparison.
     */

    /** How many segments a publisher sweeps for the one that it begins: two, so that what has piled up goes down. */
    private static final int RETIRED_AT_ONCE = 2;

    /** How long after all logs were looked through they are not looked through again, in nanoseconds. */
    private static final long CATCH_UP_NANOS = 10_000_000;

    /** Is told, outside of locks, what was buried. */
    interface Funeral {

        void expired(Envelope envelope);

        void dropped(Envelope envelope);

        /** Whether anybody listens; if not, the two above need not be called. */
        boolean attended();
    }

    private final Environment environment;
    private final Ledger ledger;
    private final Funeral funeral;
    private final DueSegments due;
    private final AtomicLong nextCatchUpNanos;

    Reclaimer(Environment environment, Ledger ledger, Funeral funeral) {
        this.environment = environment;
        this.ledger = ledger;
        this.funeral = funeral;
        this.nextCatchUpNanos = new AtomicLong(environment.clock().nanos());
        this.due = new DueSegments(environment, this::sweep);
    }

    /**
     * A message was stored. Registers its segment if that is not to be looked at for much longer than the message lives.
     */
    void stored(TopicLog log, Segment segment, long nowMillis, long expiresMillis) {
        if (expiresMillis == Envelope.NEVER) {
            return;
        }
        long sweep = segment.sweepMillis();
        if (sweep != Envelope.NEVER && expiresMillis - nowMillis >= (sweep - nowMillis) / 2) {
            return;
        }
        if (register(log, segment, Math.max(expiresMillis, nowMillis + Remains.LEAST_MILLIS))) {
            retire(log, nowMillis);
        }
    }

    private boolean register(TopicLog log, Segment segment, long sweepMillis) {
        boolean sooner = segment.sweepSooner(sweepMillis);
        if (sooner) {
            due.add(segment, log);
        }
        return sooner;
    }

    /** Sweeps the oldest segments of a log that are spent, but never the last. Gives whether there were any. */
    boolean retire(TopicLog log, long nowMillis) {
        boolean any = false;
        for (int i = 0; i < RETIRED_AT_ONCE; i++) {
            Segment oldest = log.head();
            if (!oldest.isSpent(nowMillis) || oldest.next() == null) {
                break;
            }
            any = true;
            if (funeral.attended()) {
                // A listener is not to be called on a publisher's thread, where it might publish.
                environment.executor().execute(() -> sweep(log, oldest));
                break;
            }
            sweep(log, oldest);
        }
        return any;
    }

    /**
     * Sweeps what is due in all logs, because memory is full: unless that was done a moment ago. Takes at most an eleventh of
     * the time, however many logs there are.
     */
    void catchUp(Iterable<TopicLog> logs) {
        long begun = environment.clock().nanos();
        long next = nextCatchUpNanos.get();
        if (begun - next < 0 || !nextCatchUpNanos.compareAndSet(next, begun + CATCH_UP_NANOS)) {
            return;
        }
        long now = environment.clock().millis();
        for (TopicLog log : logs) {
            Segment segment = log.head();
            while (segment != null && segment != Segment.UNLINKED) {
                Segment following = segment.next();
                if (segment.sweepMillis() <= now) {
                    sweep(log, segment);
                }
                segment = following;
            }
        }
        long ended = environment.clock().nanos();
        nextCatchUpNanos.set(ended + Math.max(CATCH_UP_NANOS, 10 * (ended - begun)));
    }

    /** Buries what has expired in a segment, and says when to look again. */
    void sweep(TopicLog log, Segment segment) {
        List<Envelope> buried = new ArrayList<>();
        long now = environment.clock().millis();
        long next;
        synchronized (log) {
            segment.sweepNever();
            Remains remains = bury(log, segment, now, buried);
            tidy(log, segment);
            next = remains.nextSweepMillis(now);
            segment.spentAt(remains.lastMillis());
        }
        if (segment.isDead()) {
            due.remove(segment);
        }
        if (next != Envelope.NEVER) {
            register(log, segment, next);
        }
        if (funeral.attended()) {
            buried.forEach(funeral::expired);
        }
    }

    private Remains bury(TopicLog log, Segment segment, long now, List<Envelope> buried) {
        Remains remains = new Remains();
        boolean keep = funeral.attended();
        if (!keep && segment.buryAll(now)) {
            settleAccounts(log, segment.goneMessages(), segment.goneBytes());
            return remains;
        }
        int messages = 0;
        long bytes = 0;
        for (long sequence = segment.base(); sequence < segment.end(); sequence++) {
            byte[] payload = segment.payload(sequence);
            if (payload == null || Segment.isTombstone(payload)) {
                continue;
            }
            int cost = segment.costBytes(sequence);
            if (segment.expiresMillis(sequence) > now) {
                remains.add(cost, segment.expiresMillis(sequence));
                continue;
            }
            if (keep) {
                buried.add(Objects.requireNonNull(segment.envelope(log.topic(), sequence, payload)));
            }
            segment.bury(sequence, Segment.EXPIRED);
            messages++;
            bytes += cost;
        }
        settleAccounts(log, messages, bytes);
        return remains;
    }

    private void settleAccounts(TopicLog log, int messages, long bytes) {
        long before = log.goneBytes();
        log.countGone(messages, bytes);
        ledger.wentOut(before, before + bytes);
    }

    private void tidy(TopicLog log, Segment segment) {
        log.unlinkFront();
        if (segment.isDead() && segment.next() != Segment.UNLINKED) {
            log.unlinkSometimes();
        }
    }

    /**
     * Drops the oldest messages of a log before their time.
     *
     * @param wantedBytes about how many bytes to free
     * @return how many were freed
     */
    long shed(TopicLog log, long wantedBytes) {
        List<Envelope> buried = new ArrayList<>();
        long freed = 0;
        synchronized (log) {
            int messages = 0;
            Segment segment = log.head();
            while (segment != null && segment != Segment.UNLINKED && freed < wantedBytes) {
                for (long at = segment.base(); at < segment.end() && freed < wantedBytes; at++) {
                    byte[] payload = segment.payload(at);
                    if (payload != null && !Segment.isTombstone(payload)) {
                        int cost = segment.costBytes(at);
                        buried.add(Objects.requireNonNull(segment.envelope(log.topic(), at, payload)));
                        segment.bury(at, Segment.DROPPED);
                        log.noteDropped(at);
                        freed += cost;
                        messages++;
                    }
                }
                segment = segment.next();
            }
            settleAccounts(log, messages, freed);
            log.unlinkFront();
        }
        buried.forEach(funeral::dropped);
        return freed;
    }

    void close() {
        due.close();
    }
}
