package dev.dunlin.call;

import dev.dunlin.environment.Clock;

/**
 * A request as a handler is given it. Safe for use by any thread.
 */
public final class Request {

    private final long caller;
    private final long number;
    private final String procedure;
    private final byte[] body;
    private final long deadlineNanos;
    private final Clock clock;
    private final CallTracer tracer;

    /** Whether it is known that it is carried out; written by whoever does that, one after another. */
    private volatile boolean executed;

    private volatile boolean cancelled;

    Request(
            long caller,
            long number,
            String procedure,
            byte[] body,
            long deadlineNanos,
            Clock clock,
            CallTracer tracer) {
        this.caller = caller;
        this.number = number;
        this.procedure = procedure;
        this.body = body;
        this.deadlineNanos = deadlineNanos;
        this.clock = clock;
        this.tracer = tracer;
    }

    /** Who asks: a number that its caller has drawn at random. */
    public long caller() {
        return caller;
    }

    /** Which of the caller's requests this is; together with {@link #caller()} it names the request. */
    public long number() {
        return number;
    }

    /** What is to be done. */
    public String procedure() {
        return procedure;
    }

    /** The encoded arguments; shared, not to be changed. */
    public byte[] body() {
        return body;
    }

    /**
     * How long the caller waits still, in nanoseconds; {@link Long#MAX_VALUE} for ever, zero or less if it has given up. To
     * be passed on to whoever is asked in turn.
     */
    public long remainingNanos() {
        return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - clock.nanos();
    }

    /** Whether the caller does not want the answer any more. A handler that takes long may look, and stop. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Tells the replica's tracer of a step. For handlers that unpack arguments and pack results: where {@link
     * CallStep#EXECUTED} is not told of, it is when the handler has given its result.
     *
     * @param step which
     */
    public void passed(CallStep step) {
        if (step == CallStep.EXECUTED) {
            executed = true;
        }
        tracer.on(step, procedure, number);
    }

    /** The handler has given its result. */
    void executed() {
        if (!executed) {
            passed(CallStep.EXECUTED);
        }
    }

    void cancel() {
        cancelled = true;
    }
}
