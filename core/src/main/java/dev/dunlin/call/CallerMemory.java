package dev.dunlin.call;

import dev.dunlin.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
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

        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Entry.class, "state", Object.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final Request request;
        final CallerMemory memory;

        /**
         * Those who wait for the result, as one; then the result. Changed by compare-and-set alone, which makes what the
         * giver of the result did happen before what those who wait do.
         */
        @SuppressWarnings("unused") // by STATE
        private Object state;

        private long bytes = ENTRY_BYTES;
        private boolean forgotten;

        /**
         * A request that is to be carried out.
         *
         * @param memory where it is remembered
         * @param waiting is to be given the result
         */
        Entry(Request request, CallerMemory memory, Consumer<Frame.Result> waiting) {
            this.request = request;
            this.memory = memory;
            this.state = waiting;
        }

        /**
         * The result is known.
         *
         * @return who is to be given it; null if there was one before, which stays
         */
        @Nullable
        Consumer<Frame.Result> complete(Frame.Result result) {
            Object seen = STATE.getVolatile(this);
            while (!(seen instanceof Frame.Result)) {
                if (STATE.compareAndSet(this, seen, result)) {
                    return waiting(seen);
                }
                seen = STATE.getVolatile(this);
            }
            return null;
        }

        /** Has somebody told the result, now if it is known. */
        void whenKnown(Consumer<Frame.Result> told) {
            while (true) {
                Object seen = STATE.getVolatile(this);
                if (seen instanceof Frame.Result result) {
                    told.accept(result);
                    return;
                }
                if (STATE.compareAndSet(this, seen, waiting(seen).andThen(told))) {
                    return;
                }
            }
        }

        @SuppressWarnings("unchecked") // what is no result is that
        private static Consumer<Frame.Result> waiting(Object state) {
            return (Consumer<Frame.Result>) state;
        }
    }

    final long caller;

    /** When the cache of callers was last told that this one has asked. */
    private volatile long touchedNanos;

    private final ReplicaCounters counters;
    private final Map<Long, Entry> entries = new HashMap<>();
    private volatile long settled;
    private boolean gone;

    CallerMemory(long caller, long nowNanos, ReplicaCounters counters) {
        this.caller = caller;
        this.touchedNanos = nowNanos;
        this.counters = counters;
    }

    /** When the cache of callers was last told of it. */
    long touchedNanos() {
        return touchedNanos;
    }

    void touched(long nowNanos) {
        touchedNanos = nowNanos;
    }

    /**
     * Forgets what the caller has its answers of, and finds a request.
     *
     * @param upTo what the caller says that it needs
     * @return null if it has not come before, or is forgotten
     */
    synchronized @Nullable Entry find(long upTo, long number) {
        settle(upTo);
        return entries.get(number);
    }

    /** Whether a request is older than what is remembered: it may have been carried out. */
    boolean isBefore(long number) {
        return number < settled;
    }

    private void settle(long upTo) {
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

    /** A request, if it is remembered. */
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
