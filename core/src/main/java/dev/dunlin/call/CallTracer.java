package dev.dunlin.call;

/** Is told of the steps of calls. Called on whatever thread makes the step: must be quick, and must not throw. */
@FunctionalInterface
public interface CallTracer {

    /** One that takes no notice. */
    CallTracer NONE = (step, procedure, number) -> {};

    /**
     * A step is made.
     *
     * @param step which
     * @param procedure what is called
     * @param number the request's number; 0 at the client stub, which comes before numbers are given
     */
    void on(CallStep step, String procedure, long number);
}
