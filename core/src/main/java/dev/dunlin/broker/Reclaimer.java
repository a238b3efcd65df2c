package dev.dunlin.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Frees messages whose time has come, a segment at a time. Lateness costs memory and nothing else: whether a message may
 * still be seen is decided where it is read. Safe for use by any thread.
 */
final class Reclaimer {

    /*
     * Caffeine's timer wheel holds the segments, each until its next sweep; it fires up to about a second late, and on the
     * environment's executor. A sweep buries what has expired in the segment, and puts the segment back until an eighth of
     * what is left will have expired: so a segment of one lifetime is swept once, and one of mixed lifetimes a few dozen
     * times at most (1024 slots, each sweep buries an eighth: log(1024) / log(8/7) = 52).
     *
     * Who registers a segment: the publisher of a message that expires long before the segment's next sweep ("long": half
     * of the time left, so at most 38 times between 10 years and 1 ms), and each sweep that leaves something alive.
     *
     * Lock order: a log's monitor, held for one sweep in which no user code runs, then a segment's, held for a comparison.
     */

    /** Segments are not looked at more often than this, in milliseconds. */
    private static final long LEAST_MILLIS = 1_000;

    /** From how many payload bytes on a segment is worth a look as soon as anything in it has expired. */
    private static final long LARGE_BYTES = 1 << 20;

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
    private final Cache<Segment, TopicLog> due;

    Reclaimer(Environment environment, Ledger ledger, Funeral funeral) {
        this.environment = environment;
        this.ledger = ledger;
        this.funeral = funeral;
        this.due = Caffeine.newBuilder()
                .ticker(environment.clock()::nanos)
                .executor(environment.executor())
                .scheduler(timers(environment))
                .expireAfter(Expiry.<Segment, TopicLog>writing((segment, log) -> untilSweep(segment)))
                .removalListener(this::onDue)
                .build();
    }

    private static Scheduler timers(Environment environment) {
        return (executor, command, delay, unit) -> {
            CompletableFuture<Object> done = new CompletableFuture<>();
            dev.dunlin.environment.Scheduler.Timer timer = environment
                    .scheduler()
                    .schedule(
                            unit.toNanos(delay),
                            () -> executor.execute(() -> {
                                command.run();
                                done.complete(command);
                            }));
            var unused = done.whenComplete((result, failure) -> {
                if (done.isCancelled()) {
                    timer.cancel();
                }
            });
            return done;
        };
    }

    private Duration untilSweep(Segment segment) {
        long millis = segment.sweepMillis() - environment.clock().millis();
        return Duration.ofMillis(Math.max(1, Math.min(millis, Ttl.LONGEST.toMillis())));
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
        register(log, segment, Math.max(expiresMillis, nowMillis + LEAST_MILLIS));
    }

    private void register(TopicLog log, Segment segment, long sweepMillis) {
        if (segment.sweepSooner(sweepMillis)) {
            due.put(segment, log);
        }
    }

    private void onDue(@Nullable Segment segment, @Nullable TopicLog log, RemovalCause cause) {
        if (segment != null && log != null && cause == RemovalCause.EXPIRED) {
            sweep(log, segment);
        }
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
        }
        if (next != Envelope.NEVER) {
            register(log, segment, next);
        }
        if (funeral.attended()) {
            buried.forEach(funeral::expired);
        }
    }

    private Remains bury(TopicLog log, Segment segment, long now, List<Envelope> buried) {
        Remains remains = new Remains(segment.capacity());
        int messages = 0;
        long bytes = 0;
        boolean keep = funeral.attended();
        for (long sequence = segment.base(); sequence < segment.end(); sequence++) {
            byte[] payload = segment.payload(sequence);
            if (payload == null || Segment.isTombstone(payload)) {
                continue;
            }
            int cost = segment.costBytes(sequence, payload);
            if (segment.expiresMillis(sequence) > now) {
                remains.add(cost, segment.expiresMillis(sequence));
                continue;
            }
            if (keep) {
                buried.add(Objects.requireNonNull(segment.envelope(log.topic(), sequence, payload)));
            }
            segment.bury(sequence, Segment.EXPIRED, cost);
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
                        int cost = segment.costBytes(at, payload);
                        buried.add(Objects.requireNonNull(segment.envelope(log.topic(), at, payload)));
                        segment.bury(at, Segment.DROPPED, cost);
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
        due.invalidateAll();
    }

    /** What a sweep leaves alive. */
    private static final class Remains {

        private final long[] expiries;
        private int count;
        private long bytes;

        Remains(int capacity) {
            this.expiries = new long[capacity];
        }

        void add(int costBytes, long expiresMillis) {
            bytes += costBytes;
            if (expiresMillis != Envelope.NEVER) {
                expiries[count++] = expiresMillis;
            }
        }

        /** When an eighth of what is left will have expired; sooner if it is large. */
        long nextSweepMillis(long now) {
            if (count == 0) {
                return Envelope.NEVER;
            }
            Arrays.sort(expiries, 0, count);
            int eighth = bytes >= LARGE_BYTES ? 0 : count / 8;
            return Math.max(expiries[eighth], now + LEAST_MILLIS);
        }
    }
}
