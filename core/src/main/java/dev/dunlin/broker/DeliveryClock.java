package dev.dunlin.broker;

import dev.dunlin.environment.Clock;

/**
 * Decides whether a message may still be handed out, for one thread at a time, without asking the system for each.
 *
 * <p>The exact time is asked for once a batch and at each new tick of the coarse clock; between ticks at most {@link
 * Clock#lagMillis()} can have passed, which is added: so the answer may be early by that much, and is not late.
 */
final class DeliveryClock {

    private final Clock clock;
    private final long lagMillis;
    private long tickMillis;
    private long nowMillis;

    DeliveryClock(Clock clock) {
        this.clock = clock;
        this.lagMillis = clock.lagMillis();
    }

    /** A batch begins. */
    void refresh() {
        tickMillis = clock.tickMillis();
        nowMillis = clock.millis() + lagMillis;
    }

    /** Whether a message that expires at this time, in milliseconds since the epoch, must not be handed out any more. */
    boolean isPast(long expiresMillis) {
        if (expiresMillis == Envelope.NEVER) {
            return false;
        }
        if (clock.tickMillis() != tickMillis) {
            refresh();
        }
        return expiresMillis <= nowMillis;
    }
}
