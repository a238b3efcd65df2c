package dev.dunlin.call.ordered;

/**
 * What a replica keeps, and how a request changes it: "Implementing Fault-Tolerant Services Using the State Machine Approach"
 * (F. Schneider, 1990). It must do the same on every replica: what it gives, throws and keeps depends on its state and the
 * request alone, never on a clock, chance, or the process ({@link OrderedRequest#acceptedMillis()} is a clock that all share).
 *
 * <p>Never called by two threads at once; each call happens before the next. It should not block: nothing else is applied
 * or read meanwhile.
 */
@FunctionalInterface
public interface StateMachine {

    /**
     * Carries a request out.
     *
     * @param request what is asked
     * @return the encoded result; not to be changed afterwards
     * @throws RuntimeException to refuse the request, for the same reason on every replica; the caller is told. An {@link
     *     Error} stops the replica, as nobody knows what it has done to the state
     */
    byte[] apply(OrderedRequest request);
}
