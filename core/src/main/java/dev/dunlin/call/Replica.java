package dev.dunlin.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.dunlin.call.CallerMemory.Entry;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what callers ask, once for each request however often it is sent: named handlers, and a memory of what they have
 * answered. {@link dev.dunlin.session.ReplicaServer} makes it reachable. Safe for use by any thread.
 *
 * {@snippet :
 * Replica replica = Replica.builder().handler("echo", request -> request.body()).build();
 * try (ReplicaServer server = ReplicaServer.serve(replica, "tcp://127.0.0.1:0")) {
 *     System.out.println("listening at " + server.address());
 * }
 * }
 *
 * <p>An answer is kept until the caller says that it needs it no more, or nothing has come from that caller for as long as
 * {@link Builder#remember}, which is to be longer than any caller's deadline. When as many answers are kept as may be, new
 * requests are refused with {@link Failure#BUSY}: none is forgotten to make room.
 */
public final class Replica {

    /** How many callers are found without the cache, a power of two. */
    private static final int RECENT = 64;

    /** Of the time for which a caller is kept, after which part the cache is told that it is there. */
    private static final int TOLD_PARTS = 16;

    private static final Duration LONGEST_PART = Duration.ofDays(1);

    /** What is longer is not told from it, and may not be made longer. */
    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private final Environment environment;
    private final Map<String, Task> procedures;
    private final int maxInProgress;
    private final long maxRememberedBytes;
    private final Duration remember;
    private final CallTracer tracer;
    private final @Nullable AppliedLog log;
    private final Crew crew;
    private final ReplicaCounters counters = new ReplicaCounters();
    private final Cache<Long, CallerMemory> callers;

    /*
     * The memories of those who have asked of late, each at the place that its number gives: what asks again and again is not
     * looked up in the cache for each request. The cache is told of a caller when it has not been for a part of the time that
     * it keeps one, and keeps each for that part longer. So what is found here has not been forgotten there: it would have to
     * be asked for after the whole time and told of before it. Accesses are volatile (set, get); a memory that is replaced by
     * another caller's is found in the cache.
     */
    private final AtomicReferenceArray<@Nullable CallerMemory> recent = new AtomicReferenceArray<>(RECENT);

    private final long tellNanos;

    /** Has a request carried out; completes the result, never throws. */
    @FunctionalInterface
    private interface Task {
        void run(Replica replica, Entry entry);
    }

    private Replica(Builder builder) {
        this.environment = builder.environment;
        this.procedures = Map.copyOf(builder.procedures);
        this.maxInProgress = builder.maxInProgress;
        this.maxRememberedBytes = builder.maxRememberedBytes;
        this.remember = builder.remember;
        this.tracer = builder.tracer;
        this.log = builder.log;
        this.crew = new Crew(environment.executor(), builder.threads);
        Duration part = remember.dividedBy(TOLD_PARTS);
        this.tellNanos = part.compareTo(LONGEST_PART) > 0 ? LONGEST_PART.toNanos() : Math.max(1, part.toNanos());
        Duration kept = remember.compareTo(FOR_EVER) > 0 ? remember : remember.plusNanos(tellNanos);
        this.callers = Caffeine.newBuilder()
                .ticker(environment.clock()::nanos)
                .executor(Runnable::run)
                .expireAfterAccess(kept)
                .<Long, CallerMemory>removalListener((caller, memory, cause) -> onRemoved(memory, cause))
                .build();
    }

    private void onRemoved(@Nullable CallerMemory memory, RemovalCause cause) {
        if (memory != null) {
            memory.forget();
            if (cause.wasEvicted()) {
                counters.forgottenCallers.increment();
            }
        }
    }

    /** Starts from defaults that work. */
    public static Builder builder() {
        return new Builder();
    }

    /** What has been counted so far. */
    public ReplicaStats stats() {
        callers.cleanUp();
        return counters.snapshot();
    }

    /** How much of its log it has applied; -1 if it keeps none. */
    public long position() {
        return log == null ? -1 : log.position();
    }

    /** Time and threads. */
    public Environment environment() {
        return environment;
    }

    /**
     * Takes a request in. For servers: whoever calls this for a caller does so on one thread at a time.
     *
     * @param caller who asks
     * @param frame what it asks
     * @param answered is called once, with what came of it, on any thread; must not block, and not throw
     */
    @SuppressWarnings("ReferenceEquality") // the short cut for nearly every replica
    public void take(long caller, Frame.Request frame, Consumer<Frame.Result> answered) {
        counters.requests.increment();
        tracer.on(CallStep.DELIVERED, frame.procedure(), frame.number());
        boolean silent = frame.oneWay() || tracer == CallTracer.NONE;
        takeIn(
                caller,
                frame,
                silent
                        ? answered
                        : result -> {
                            tracer.on(CallStep.RESULT_SENT, frame.procedure(), frame.number());
                            answered.accept(result);
                        });
    }

    private void takeIn(long caller, Frame.Request frame, Consumer<Frame.Result> answered) {
        long now = environment.clock().nanos();
        CallerMemory memory = memoryOf(caller, now);
        Entry known = memory.find(frame.settled(), frame.number());
        if (known != null) {
            counters.repeated.increment();
            known.whenKnown(answered);
            return;
        }
        Frame.NotReturned refusal = refusal(memory, frame);
        if (refusal != null) {
            counters.failed(refusal.failure());
            answered.accept(refusal);
            return;
        }
        begin(memory, frame, now, answered);
    }

    private CallerMemory memoryOf(long caller, long now) {
        int place = (int) caller & RECENT - 1;
        CallerMemory known = recent.get(place);
        if (known != null && known.caller == caller && now - known.touchedNanos() < tellNanos) {
            return known;
        }
        CallerMemory memory = Objects.requireNonNull(callers.get(caller, id -> new CallerMemory(id, now, counters)));
        memory.touched(now);
        recent.set(place, memory);
        return memory;
    }

    private Frame.@Nullable NotReturned refusal(CallerMemory memory, Frame.Request frame) {
        if (memory.isBefore(frame.number())) {
            return refuse(
                    Failure.FORGOTTEN, "request " + frame.number() + " is older than what the caller said it needs");
        }
        if (!procedures.containsKey(frame.procedure())) {
            return refuse(
                    Failure.UNKNOWN_PROCEDURE, "procedure=\"" + frame.procedure() + "\": there is none of that name");
        }
        if (log == null && frame.minPosition() >= 0) {
            return behind(frame.minPosition());
        }
        if (counters.inProgress.get() >= maxInProgress) {
            return refuse(Failure.BUSY, maxInProgress + " requests are in progress, the limit of this replica");
        }
        if (counters.rememberedBytes.get() >= maxRememberedBytes) {
            return refuse(
                    Failure.BUSY,
                    "answers of " + counters.rememberedBytes.get()
                            + " bytes are remembered, the limit of this replica is " + maxRememberedBytes);
        }
        return null;
    }

    private Frame.NotReturned behind(long minPosition) {
        return refuse(
                Failure.BEHIND,
                "asked for position " + minPosition + ": "
                        + (log == null ? "no log is kept" : position() + " is reached"));
    }

    static Frame.NotReturned refuse(Failure failure, String detail) {
        return new Frame.NotReturned(failure, detail);
    }

    private void begin(CallerMemory memory, Frame.Request frame, long now, Consumer<Frame.Result> answered) {
        long remainingMillis = frame.deadlineMillis() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : frame.deadlineMillis() - environment.clock().millis();
        long deadlineNanos =
                remainingMillis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE : now + remainingMillis * 1_000_000;
        Request request = new Request(
                memory.caller,
                frame.number(),
                frame.procedure(),
                frame.body(),
                deadlineNanos,
                environment.clock(),
                tracer);
        Entry entry = new Entry(request, memory, answered);
        memory.add(frame.number(), entry);
        counters.inProgress.incrementAndGet();
        runWhenReached(frame, entry);
    }

    /** Waits for the position that is asked for, holding no thread. */
    private void runWhenReached(Frame.Request frame, Entry entry) {
        Task task = Objects.requireNonNull(procedures.get(frame.procedure()));
        if (log == null || log.position() >= frame.minPosition()) {
            task.run(this, entry);
            return;
        }
        var unused = log.reached(frame.minPosition(), entry.request.remainingNanos())
                .thenAccept(reached -> {
                    if (reached) {
                        task.run(this, entry);
                    } else {
                        complete(entry, behind(frame.minPosition()));
                    }
                });
    }

    /**
     * A caller does not want an answer any more: the request is not carried out if that has not begun. For servers, as {@link
     * #take}.
     *
     * @param caller who asked
     * @param number the request's number
     */
    public void cancel(long caller, long number) {
        CallerMemory memory = callers.getIfPresent(caller);
        Entry entry = memory == null ? null : memory.find(number);
        if (entry != null) {
            entry.request.cancel();
        }
    }

    /** Whether to begin; if not, the request is answered. */
    private boolean mayBegin(Entry entry) {
        if (entry.request.isCancelled()) {
            complete(entry, refuse(Failure.CANCELLED, "the caller wants no answer any more"));
            return false;
        }
        if (entry.request.remainingNanos() <= 0) {
            complete(entry, refuse(Failure.EXPIRED, "the deadline had passed before it could begin"));
            return false;
        }
        counters.executed.increment();
        return true;
    }

    private void runSync(Handler handler, Entry entry) {
        if (mayBegin(entry)) {
            Frame.Result result;
            try {
                result = returned(entry, handler.handle(entry.request));
            } catch (Throwable e) {
                result = threw(e);
            }
            complete(entry, result);
        }
    }

    private void runAsync(AsyncHandler handler, Entry entry) {
        if (mayBegin(entry)) {
            try {
                CompletionStage<byte[]> stage = handler.handle(entry.request);
                stage.whenComplete(
                        (body, failure) -> complete(entry, failure != null ? threw(failure) : returned(entry, body)));
            } catch (Throwable e) {
                complete(entry, threw(e));
            }
        }
    }

    /** What came of it is remembered, and then told. The first result counts. */
    private void complete(Entry entry, Frame.Result result) {
        Consumer<Frame.Result> waiting = entry.complete(result);
        if (waiting == null) {
            return;
        }
        counters.inProgress.decrementAndGet();
        if (result instanceof Frame.Returned returned) {
            entry.memory.grow(entry, returned.body().length);
        } else if (result instanceof Frame.NotReturned not) {
            counters.failed(not.failure());
            if (not.failure().isTransient()) {
                entry.memory.remove(entry.request.number(), entry);
            }
        }
        waiting.accept(result);
    }

    private Frame.Result returned(Entry entry, byte @Nullable [] body) {
        if (body == null) {
            return refuse(Failure.HANDLER_FAILED, "the handler gave null: give an empty array for no result");
        }
        entry.request.executed();
        return new Frame.Returned(body);
    }

    private static Frame.Result threw(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RequestRefused refused
                ? refuse(refused.failure(), String.valueOf(refused.getMessage()))
                : refuse(Failure.HANDLER_FAILED, cause.toString());
    }

    /** Gathers handlers and settings. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<String, Task> procedures = new HashMap<>();
        private Environment environment = Environment.system();
        private int threads = 64;
        private int maxInProgress = 10_000;
        private long maxRememberedBytes = 64 << 20;
        private Duration remember = Duration.ofMinutes(10);
        private CallTracer tracer = CallTracer.NONE;
        private @Nullable AppliedLog log;

        private Builder() {}

        /**
         * Adds a handler that may block.
         *
         * @param procedure its name: 1 to 255 bytes of UTF-8, no control characters
         * @param handler carries its requests out, several at a time
         * @throws IllegalArgumentException if the name is malformed or taken
         */
        public Builder handler(String procedure, Handler handler) {
            Objects.requireNonNull(handler, "handler");
            return add(procedure, (replica, entry) -> replica.crew.execute(() -> replica.runSync(handler, entry)));
        }

        /**
         * Adds a handler that does not block.
         *
         * @param procedure its name: 1 to 255 bytes of UTF-8, no control characters
         * @param handler carries its requests out
         * @throws IllegalArgumentException if the name is malformed or taken
         */
        public Builder asyncHandler(String procedure, AsyncHandler handler) {
            Objects.requireNonNull(handler, "handler");
            return add(procedure, (replica, entry) -> replica.runAsync(handler, entry));
        }

        /**
         * Adds what a part brings along, as {@link dev.dunlin.service.Services#server} does.
         *
         * @param part is given this builder once, now
         */
        public Builder with(Consumer<? super Builder> part) {
            Objects.requireNonNull(part, "part").accept(this);
            return this;
        }

        private Builder add(String procedure, Task task) {
            ProcedureName.check(procedure);
            if (procedures.putIfAbsent(procedure, task) != null) {
                throw new IllegalArgumentException("procedure=\"" + procedure + "\": has a handler already");
            }
            return this;
        }

        /** Time and threads; the system's by default. */
        public Builder environment(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            return this;
        }

        /** How many requests are carried out at once by handlers that may block, at least 1; 64 by default. */
        public Builder threads(int threads) {
            this.threads = CallConfig.atLeastOne("threads", threads);
            return this;
        }

        /** How many requests may be carried out or wait for it, at least 1; 10,000 by default. One more is refused. */
        public Builder maxInProgress(int maxInProgress) {
            this.maxInProgress = CallConfig.atLeastOne("maxInProgress", maxInProgress);
            return this;
        }

        /**
         * How many bytes of answers may be remembered, 200 added for each, at least 1; 64 MiB by default. Beyond that requests
         * are refused.
         */
        public Builder maxRememberedBytes(long maxRememberedBytes) {
            if (maxRememberedBytes < 1) {
                throw new IllegalArgumentException("maxRememberedBytes=" + maxRememberedBytes + ": must be at least 1");
            }
            this.maxRememberedBytes = maxRememberedBytes;
            return this;
        }

        /** How long the answers to a caller from which nothing comes are kept, positive; 10 min by default. */
        public Builder remember(Duration remember) {
            this.remember = CallConfig.positive("remember", remember);
            return this;
        }

        /** Who is told of the steps of each call; nobody by default. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = Objects.requireNonNull(tracer, "tracer");
            return this;
        }

        /** What it follows, so that a request can wait until so much of it has been applied; nothing by default. */
        public Builder log(AppliedLog log) {
            this.log = Objects.requireNonNull(log, "log");
            return this;
        }

        /** Makes the replica. */
        public Replica build() {
            return new Replica(this);
        }
    }
}
