package dev.dunlin.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Has each segment swept when its time has come, up to about a second late. Safe for use by any thread. */
final class DueSegments {

    /*
     * Caffeine's timer wheel holds the segments. Its own upkeep is done by whoever finds it necessary (waking another thread
     * for it costs several times as much as doing it), and only notes what is due in a queue: sweeping is for the
     * environment's executor.
     */

    /** A segment whose time has come. */
    private record Due(Segment segment, TopicLog log) {}

    private final Environment environment;
    private final BiConsumer<TopicLog, Segment> sweep;
    private final Cache<Segment, TopicLog> due;
    private final Queue<Due> overdue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /**
     * Holds no segments yet.
     *
     * @param sweep is called on the environment's executor, for one segment at a time
     */
    DueSegments(Environment environment, BiConsumer<TopicLog, Segment> sweep) {
        this.environment = environment;
        this.sweep = sweep;
        this.due = Caffeine.newBuilder()
                .ticker(environment.clock()::nanos)
                .executor(Runnable::run)
                .scheduler(timers())
                .expireAfter(Expiry.<Segment, TopicLog>writing((segment, log) -> untilSweep(segment)))
                .evictionListener(this::onDue)
                .build();
    }

    private Scheduler timers() {
        return (executor, command, delay, unit) -> {
            CompletableFuture<Object> done = new CompletableFuture<>();
            dev.dunlin.environment.Scheduler.Timer timer = environment
                    .scheduler()
                    .schedule(
                            unit.toNanos(delay),
                            () -> environment.executor().execute(() -> {
                                command.run();
                                expireAll();
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

    /** Goes on with Caffeine's upkeep while that finds more: at one time it takes out no more than about a thousand. */
    private void expireAll() {
        long before;
        long left = due.estimatedSize();
        do {
            before = left;
            due.cleanUp();
            left = due.estimatedSize();
        } while (left < before);
    }

    private Duration untilSweep(Segment segment) {
        long millis = segment.sweepMillis() - environment.clock().millis();
        return Duration.ofMillis(Math.max(1, Math.min(millis, Ttl.LONGEST.toMillis())));
    }

    /** Has a segment swept at its {@link Segment#sweepMillis}, as it is now. */
    void add(Segment segment, TopicLog log) {
        due.put(segment, log);
    }

    /** Forgets a segment. */
    void remove(Segment segment) {
        due.invalidate(segment);
    }

    /** Called within Caffeine's upkeep, which must be short. */
    private void onDue(@Nullable Segment segment, @Nullable TopicLog log, RemovalCause cause) {
        if (segment != null && log != null) {
            overdue.add(new Due(segment, log));
            if (!sweeping.getAndSet(true)) {
                environment.executor().execute(this::sweepOverdue);
            }
        }
    }

    private void sweepOverdue() {
        do {
            for (Due next = overdue.poll(); next != null; next = overdue.poll()) {
                sweep.accept(next.log, next.segment);
            }
            sweeping.set(false);
        } while (!overdue.isEmpty() && !sweeping.getAndSet(true));
    }

    /** Forgets all segments. */
    void close() {
        due.invalidateAll();
    }
}
