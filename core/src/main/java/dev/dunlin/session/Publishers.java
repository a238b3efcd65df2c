package dev.dunlin.session;

import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The publishers that a server remembers: those that are connected, and for a while those that were. Safe for use by any
 * thread.
 *
 * <p>A publisher's memory has one owner at a time, the connection that came last. A client comes back before its old
 * connection is known to be dead: then the old one is told to give way, and the new one waits until it has.
 */
final class Publishers {

    /** How many that are not connected are remembered at most; beyond, the one that left first is forgotten, and counted. */
    static final int MAX_ABSENT = 10_000;

    private static final class Entry {

        private final PublisherMemory memory;
        private @Nullable SessionAdapter owner;

        /** Completes when the last owner has let go. */
        private CompletableFuture<Void> free = CompletableFuture.completedFuture(null);

        private Scheduler.@Nullable Timer forgetting;

        private Entry(PublisherMemory memory) {
            this.memory = memory;
        }
    }

    /**
     * A connection's hold on a memory.
     *
     * @param memory what is remembered
     * @param known whether anything was remembered before
     * @param ready completes when the memory is the connection's to use
     * @param released to be completed when it no longer is
     */
    record Lease(
            PublisherMemory memory, boolean known, CompletionStage<Void> ready, CompletableFuture<Void> released) {}

    private final Environment environment;
    private final ServerCounters counters;
    private final int window;
    private final long keepNanos;
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Set<Long> absent = new LinkedHashSet<>();

    Publishers(Environment environment, ServerCounters counters, int window, long keepNanos) {
        this.environment = environment;
        this.counters = counters;
        this.window = window;
        this.keepNanos = keepNanos;
    }

    /** Makes a connection the owner of a publisher's memory; whoever owns it gives way. */
    Lease claim(long publisherId, SessionAdapter by) {
        SessionAdapter before;
        Lease lease;
        synchronized (this) {
            Entry entry = entries.get(publisherId);
            boolean known = entry != null;
            if (entry == null) {
                entry = new Entry(new PublisherMemory(window));
                entries.put(publisherId, entry);
            }
            if (entry.forgetting != null) {
                entry.forgetting.cancel();
                entry.forgetting = null;
            }
            absent.remove(publisherId);
            lease = new Lease(entry.memory, known, entry.free, new CompletableFuture<>());
            entry.free = lease.released();
            before = entry.owner;
            entry.owner = by;
        }
        if (before != null) {
            before.giveWay();
        }
        return lease;
    }

    /**
     * A connection lets go of a memory, which it has ceased to use.
     *
     * @param comesBack whether the publisher may connect again
     */
    void release(long publisherId, SessionAdapter by, Lease lease, boolean comesBack) {
        synchronized (this) {
            Entry entry = entries.get(publisherId);
            if (entry != null && entry.owner == by) {
                entry.owner = null;
                if (comesBack) {
                    keepForAWhile(publisherId, entry);
                } else {
                    entries.remove(publisherId);
                }
            }
        }
        // Not before it was its own: then somebody else still uses it.
        var unused = lease.ready().thenRun(() -> lease.released().complete(null));
    }

    private void keepForAWhile(long publisherId, Entry entry) {
        absent.add(publisherId);
        if (absent.size() > MAX_ABSENT) {
            counters.forgotten.increment();
            forget(absent.iterator().next());
        }
        entry.forgetting = environment.scheduler().schedule(keepNanos, () -> forgetIfAbsent(publisherId, entry));
    }

    private synchronized void forgetIfAbsent(long publisherId, Entry entry) {
        if (entries.get(publisherId) == entry && entry.owner == null) {
            forget(publisherId);
        }
    }

    private void forget(long publisherId) {
        absent.remove(publisherId);
        Entry entry = entries.remove(publisherId);
        if (entry != null && entry.forgetting != null) {
            entry.forgetting.cancel();
        }
    }

    /** How many are remembered. */
    synchronized int count() {
        return entries.size();
    }
}
