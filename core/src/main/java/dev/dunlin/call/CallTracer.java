package dev.dunlin.call;

import dev.dunlin.environment.Clock;
import dev.dunlin.link.LogLine;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Is told of the steps of calls. Called on whatever thread makes the step: must be quick, and must not throw. */
@FunctionalInterface
public interface CallTracer {

    /** One that takes no notice. */
    CallTracer NONE = (step, procedure, number) -> {};

    /**
     * One that tells of each step in a line: {@code event=call-step step=3 name=SENT procedure=echo request=17 at=1250us}. What
     * comes from strangers is quoted.
     *
     * @param clock by which it is said how long after this a step was made, in microseconds
     * @param lines is given each line, without an end, on whatever thread makes the step; must be quick
     */
    static CallTracer lines(Clock clock, Consumer<? super String> lines) {
        Objects.requireNonNull(lines, "lines");
        long startNanos = clock.nanos();
        return (step, procedure, number) -> lines.accept(LogLine.event("call-step")
                .with("step", step.number())
                .with("name", step)
                .with("procedure", procedure)
                .with("request", number)
                .with("at", TimeUnit.NANOSECONDS.toMicros(clock.nanos() - startNanos) + "us")
                .toString());
    }

    /**
     * A step is made.
     *
     * @param step which
     * @param procedure what is called
     * @param number the request's number; 0 at the client stub, which comes before numbers are given
     */
    void on(CallStep step, String procedure, long number);
}
