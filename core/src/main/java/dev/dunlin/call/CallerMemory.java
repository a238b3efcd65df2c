package dev.dunlin.call;

import dev.dunlin.transport.Frame;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a replica remembers of one caller: its requests from the first that it may send again. So a request that is sent again
 * is carried out once, and answered again. After "Implementing Linearizability at Large Scale and Low Latency" (C. Lee et
 * al., SOSP 2015): the caller says up to where it has its answers, and those before are forgotten.
 *
 * <p>Safe for use by any thread.
 */
final class CallerMemory {

    /** What an answer costs besides its bytes, about. */
    static final int ENTRY_BYTES = 200;

    /** A request that has come, and its answer when it is known. */
    static final class Entry {

        final Request request;
        final CompletableFuture<Frame.Result> result = new CompletableFuture<>();
        long bytes = ENTRY_BYTES;
        boolean forgotten;

        Entry(Request request) {
            this.request = request;
        }
    }

    private final ReplicaCounters counters;
    private final Map<Long, Entry> entries = new HashMap<>();
    private long settled;
    private boolean gone;

    CallerMemory(ReplicaCounters counters) {
        this.counters = counters;
    }

    /** Forgets what the caller has its answers of. */
    synchronized void settle(long upTo) {
        if (upTo <= settled) {
            return;
        }
        if (upTo - settled > entries.size()) {
            for (Iterator<Map.Entry<Long, Entry>> each = entries.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<Long, Entry> next = each.next();
                if (next.getKey() < upTo) {
                    each.remove();
                    release(next.getValue());
                }
            }
        } else {
            for (long number = settled; number < upTo; number++) {
                Entry entry = entries.remove(number);
                if (entry != null) {
                    release(entry);
                }
            }
        }
        settled = upTo;
    }

    /** Whether a request is older than what is remembered: it may have been carried out. */
    synchronized boolean isBefore(long number) {
        return number < settled;
    }

    /** The request of a number, if it has come before. */
    synchronized @Nullable Entry find(long number) {
        return entries.get(number);
    }

    /** Remembers a request that has not come before. */
    synchronized void add(long number, Entry entry) {
        if (gone) {
            entry.forgotten = true;
            return;
        }
        entries.put(number, entry);
        counters.remembered.incrementAndGet();
        counters.rememberedBytes.addAndGet(entry.bytes);
    }

    /** The answer is known: it takes so many bytes more. */
    synchronized void grow(Entry entry, long bytes) {
        if (!entry.forgotten) {
            entry.bytes += bytes;
            counters.rememberedBytes.addAndGet(bytes);
        }
    }

    /** Forgets a request that was not carried out, and may be sent again. */
    synchronized void remove(long number, Entry entry) {
        if (entries.remove(number, entry)) {
            release(entry);
        }
    }

    /** Forgets all. */
    synchronized void forget() {
        gone = true;
        entries.values().forEach(this::release);
        entries.clear();
    }

    private void release(Entry entry) {
        entry.forgotten = true;
        counters.remembered.decrementAndGet();
        counters.rememberedBytes.addAndGet(-entry.bytes);
    }
}
